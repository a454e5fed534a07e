// Requests to the server, with its token where it asks for one.
import { byId } from './dom.js';

const STORED = 'gleaner-token';
let asking = null;

function askForToken() {
  asking ??= new Promise((resolve) => {
    const dialog = byId('token');
    const form = dialog.querySelector('form');
    form.addEventListener(
      'submit',
      (event) => {
        event.preventDefault();
        sessionStorage.setItem(STORED, form.elements.token.value.trim());
        form.reset();
        asking = null;
        dialog.close();
        resolve();
      },
      { once: true },
    );
    // Without it nothing can be shown.
    dialog.addEventListener('cancel', (event) => event.preventDefault());
    dialog.showModal();
  });
  return asking;
}

/** Asks the server; whoever sits there is asked for the token first if the server wants one. */
export async function request(path, options = {}) {
  for (;;) {
    const token = sessionStorage.getItem(STORED);
    const headers = { ...options.headers, ...(token && { Authorization: `Bearer ${token}` }) };
    const response = await fetch(path, { ...options, headers });
    if (response.status !== 401) return response;
    if (token === sessionStorage.getItem(STORED)) await askForToken();
  }
}

/** Shows an image's picture in an img element. */
export async function showPicture(img, id, millis) {
  const address = `/v1/picture?id=${encodeURIComponent(id)}&at=${millis}`;
  if (img.dataset.address === address) return;
  img.dataset.address = address;
  const response = await request(address);
  const content = response.ok ? URL.createObjectURL(await response.blob()) : '';
  if (img.dataset.address !== address) return;
  if (content) {
    img.addEventListener('load', () => URL.revokeObjectURL(content), { once: true });
    img.src = content;
  } else {
    img.removeAttribute('src');
  }
}
