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

/** Comes back when all others were skipped too; somebody else may know it. */
function skipHere(query) {
  // Once around: all have been skipped.
  if (waiting.every(({ queryId }) => queryId === query.queryId || skipped.has(queryId))) skipped.clear();
  skipped.add(query.queryId);
  say(`Skipped ${query.name}.`);
  next();
}

/** Sends what is said of a query, and says how that went. */
async function send(query, path, more, done) {
  waiting = waiting.filter(({ queryId }) => queryId !== query.queryId);
  next();
  try {
    const { id, queryId } = query;
    const response = await request(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ id, queryId, ...more }),
    });
    say(response.ok ? done : `Not sent: ${(await response.json()).detail}.`);
  } catch {
    say('Not sent: the server does not answer.');
  }
}

function answer(word) {
  const query = shown;
  if (!query) return;
  if (word !== 'skip') send(query, '/v1/answers', { present: word === 'present' }, `Sent: ${query.name} is ${word}.`);
  // Else it would wait for a day, as everybody is asked audits first.
  else if (query.audit) send(query, '/v1/skips', {}, `Skipped ${query.name}: it is not asked again.`);
  else skipHere(query);
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
