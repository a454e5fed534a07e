// The label queries that wait, one at a time, and their answers.
import { byId, element, setText } from './dom.js';
import { request, showPicture } from './access.js';

const KEYS = { p: 'present', a: 'absent', s: 'skip' };
/** Of this tab: what was skipped comes last. */
const skipped = new Set();
let waiting = [];
let shown = null;

function show(query) {
  byId('query').hidden = !query;
  byId('query-none').hidden = Boolean(query);
  shown = query;
  if (!query) return;
  setText(byId('query-class'), query.name);
  setText(byId('query-why'), query.why);
  const picture = byId('query-picture');
  picture.alt = `Image ${query.id}`;
  showPicture(picture, query.id, query.millis);
}

function next() {
  const stays = waiting.find(({ queryId }) => queryId === shown?.queryId && !skipped.has(queryId));
  show(stays ?? waiting.find(({ queryId }) => !skipped.has(queryId)) ?? waiting[0] ?? null);
}

const say = (text) => setText(byId('query-said'), text);

async function answer(word) {
  const query = shown;
  if (!query) return;
  if (word === 'skip') {
    // Once around: all have been skipped.
    if (waiting.every(({ queryId }) => queryId === query.queryId || skipped.has(queryId))) skipped.clear();
    skipped.add(query.queryId);
    say(`Skipped ${query.name}.`);
    next();
    return;
  }
  waiting = waiting.filter(({ queryId }) => queryId !== query.queryId);
  next();
  try {
    const { id, queryId } = query;
    const response = await request('/v1/answers', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ id, queryId, present: word === 'present' }),
    });
    say(response.ok ? `Sent: ${query.name} is ${word}.` : `Not sent: ${(await response.json()).detail}.`);
  } catch {
    say('Not sent: the server does not answer.');
  }
}

export function startQueries() {
  const box = byId('question');
  for (const [key, word] of Object.entries(KEYS)) {
    const button = element('button', '', `${word[0].toUpperCase()}${word.slice(1)} `, element('kbd', '', key.toUpperCase()));
    button.type = 'button';
    button.setAttribute('aria-keyshortcuts', key.toUpperCase());
    button.addEventListener('click', () => answer(word));
    byId('answers').append(button);
  }
  box.addEventListener('keydown', (event) => {
    const word = KEYS[event.key.toLowerCase()];
    if (word && !event.ctrlKey && !event.altKey && !event.metaKey && !event.repeat) {
      event.preventDefault();
      answer(word);
    }
  });
}

export function showQueries({ waiting: count, next: queries }) {
  waiting = queries;
  const unseen = count - queries.length;
  setText(byId('query-waiting'), count === 0 ? '' : count === 1 ? 'It is the only one.' : `${count} wait${unseen ? '' : ', all with pictures'}.`);
  next();
}
