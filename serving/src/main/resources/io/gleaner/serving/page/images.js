// The strip of the newest images with their tags.
import { byId, element, keyed, probability, setText } from './dom.js';
import { showPicture } from './access.js';

const MARKS = { present: '✓', absent: '✗', '': '' };

function createTag() {
  const tag = element('li', 'tag', element('i', 'mark'), element('span', 'label'), element('span', 'number'));
  tag.append(element('i', 'bar'), element('i', 'tick'));
  return tag;
}

const observation = ({ observed, observedBy }) => (observed ? `observed ${observed} by ${observedBy}` : 'nobody said');

/** What a tag says, in words. */
const inWords = ({ name, score, estimate, present, ...said }) =>
  [
    `${name}: ${present ? 'on the image' : 'not on the image'}`,
    score == null ? 'no score yet' : `score ${probability(score)}`,
    estimate == null ? 'no estimate yet' : `estimate ${probability(estimate)}`,
    observation(said),
  ].join(', ');

/** Only a mark that says something is there for who cannot see it. */
function showMark(mark, tag) {
  setText(mark, MARKS[tag.observed]);
  mark.classList.toggle('absent', tag.observed === 'absent');
  mark.title = tag.observed && observation(tag);
  for (const [name, value] of [['role', 'img'], ['aria-label', observation(tag)]]) {
    if (tag.observed) mark.setAttribute(name, value);
    else mark.removeAttribute(name);
  }
}

function updateTag(node, tag) {
  const [mark, label, number, bar, tick] = node.children;
  node.classList.toggle('present', tag.present);
  node.title = inWords(tag);
  showMark(mark, tag);
  setText(label, tag.name);
  setText(number, probability(tag.score ?? tag.estimate));
  bar.style.setProperty('--score', tag.score ?? 0);
  tick.hidden = tag.estimate == null;
  tick.style.setProperty('--estimate', tag.estimate ?? 0);
}

function createImage({ id, millis }) {
  const picture = element('img');
  showPicture(picture, id, millis);
  return element('li', '', picture, element('p', 'name quiet', element('span'), element('span')), element('ul'));
}

function updateImage(node, { id, holdout, model, tags }) {
  const [picture, name, list] = node.children;
  const best = tags.filter((tag) => tag.present).map((tag) => tag.name);
  picture.alt = `Image ${id}${best.length ? ', tagged ' + best.join(', ') : ''}`;
  setText(name.firstChild, id);
  name.firstChild.title = id;
  setText(name.lastChild, holdout ? 'holdout' : '');
  node.title = model ? `scored by model ${model}` : 'not scored yet';
  keyed(list, tags, (tag) => tag.name, createTag, updateTag);
}

export function showImages(images) {
  byId('images-none').hidden = images.length > 0;
  keyed(byId('strip'), images, ({ id, millis }) => `${id}@${millis}`, createImage, updateImage);
}
