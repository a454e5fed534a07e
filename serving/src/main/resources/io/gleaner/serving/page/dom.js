// Building and changing elements. Whatever users wrote goes in as text, never as markup.

export const byId = (id) => document.getElementById(id);

/** An element with a class and children, each an element or a text. */
export function element(name, className = '', ...children) {
  const made = document.createElement(name);
  made.className = className;
  made.append(...children);
  return made;
}

/** Sets a text only if it changed, so that nothing flickers and no screen reader speaks twice. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * Makes a list's children those of the items, in order; a child stays the same element while its
 * item's key does, so that its changes can be seen moving.
 */
export function keyed(list, items, key, create, update) {
  const before = new Map([...list.children].map((child) => [child.dataset.key, child]));
  items.forEach((item, i) => {
    const name = String(key(item));
    const child = before.get(name) ?? create(item);
    before.delete(name);
    child.dataset.key = name;
    update(child, item);
    if (list.children[i] !== child) list.insertBefore(child, list.children[i] ?? null);
  });
  before.forEach((child) => child.remove());
}

/** A share as percent, e.g. 78.5; – if unknown. */
export const percent = (share) => (share == null ? '–' : (100 * share).toFixed(1));

/** A probability, e.g. .93 */
export const probability = (p) => (p == null ? '' : p.toFixed(2));
