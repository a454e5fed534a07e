// What all cards of the page have alike: a heading, and a button that explains it.
import { element } from './dom.js';

/** Gives each card its name, and a button to the explanation that stands in it. */
export function startCards() {
  for (const card of document.querySelectorAll('.card')) {
    const title = card.querySelector('h2');
    const explanation = card.querySelector('.explanation');
    const hint = element('button', 'hint', '?');
    hint.type = 'button';
    hint.setAttribute('aria-label', explanation.getAttribute('aria-label'));
    hint.popoverTargetElement = explanation;
    card.setAttribute('aria-label', title.textContent);
    card.prepend(element('div', 'head', title, hint));
  }
}
