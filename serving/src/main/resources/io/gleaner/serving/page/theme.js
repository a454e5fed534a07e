// Light or dark: what the system prefers until somebody chooses.
import { byId, setText } from './dom.js';

const STORED = 'gleaner-theme';
const dark = matchMedia('(prefers-color-scheme: dark)');

const chosen = () => localStorage.getItem(STORED);
const current = () => chosen() ?? (dark.matches ? 'dark' : 'light');

/** Shows the theme, and tells whenever it changes. */
export function startTheme(changed) {
  const button = byId('theme');
  const show = () => {
    if (chosen()) document.documentElement.dataset.theme = chosen();
    const other = current() === 'dark' ? 'Light' : 'Dark';
    setText(button, other);
    button.setAttribute('aria-label', `${other} colours`);
    changed();
  };
  button.addEventListener('click', () => {
    localStorage.setItem(STORED, current() === 'dark' ? 'light' : 'dark');
    show();
  });
  dark.addEventListener('change', show);
  show();
}

const probe = document.createElement('span');
probe.hidden = true;

/** A colour of the style sheet as it is now, for what is drawn on a canvas. */
export function colour(name) {
  if (!probe.isConnected) document.body.append(probe);
  probe.style.color = `var(${name})`;
  return getComputedStyle(probe).color;
}
