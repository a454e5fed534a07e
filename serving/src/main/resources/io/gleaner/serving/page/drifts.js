// What moved in the images that arrive, in words.
import { byId, element, keyed, percent, setText } from './dom.js';

const time = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const whole = new Intl.NumberFormat();
const number = (value) => value.toFixed(2).replace('-', '−');

/** For each stream that is watched: what moves, how one says that it did, and its value. */
const STREAMS = {
  PREVALENCE: ({ name }) =>
    name
      ? { what: name, rose: 'is seen more often', fell: 'is seen less often', value: (v) => `on ${percent(v)} % of images` }
      : { what: 'An image', rose: 'shows more', fell: 'shows less', value: (v) => `${number(v)} classes` },
  AUDITED_LOSS: ({ name }) => ({
    what: `Scores of ${name || 'all classes'}`,
    rose: 'got worse',
    fell: 'got better',
    value: (v) => `a loss of ${number(v)} in random audits`,
  }),
  EMBEDDING: ({ coordinate }) => {
    const moved = 'moved';
    return { what: 'The look of images', rose: moved, fell: moved, value: (v) => `${number(v)} in feature ${coordinate + 1}` };
  },
};

export function inWords(drift) {
  const { what, rose, fell, value } = STREAMS[drift.stream](drift);
  const [how, shown] = {
    ROSE: [rose, value],
    FELL: [fell, value],
    WIDENED: ['varies more', (v) => `a spread of ${value(v)}`],
    NARROWED: ['varies less', (v) => `a spread of ${value(v)}`],
  }[drift.change];
  return `${what} ${how}: ${shown(drift.after)}, before ${shown(drift.before)}.`;
}

const details = ({ stream, sinceMillis, noticedMillis, count, model, partition }) =>
  `Since ${time.format(sinceMillis)}; noticed after ${count} ${stream === 'AUDITED_LOSS' ? 'audits' : 'images'}, ` +
  `at ${time.format(noticedMillis)}, in scores of model ${model} on partition ${partition}.`;

const create = () => element('li', '', element('p'), element('p', 'quiet'));

function update(node, drift) {
  setText(node.firstChild, inWords(drift));
  setText(node.lastChild, details(drift));
}

/** Nothing when there are enough images to see what moves. */
export function tooEarly(baseline) {
  if (!baseline) return 'Too early to tell: no image has been compared yet.';
  const { images, needed } = baseline;
  return images < needed ? `Too early to tell: ${whole.format(images)} of ${whole.format(needed)} images since the newest model.` : '';
}

/** Shows what drifted last, the newest first. */
export function showDrifts({ baseline, newest }) {
  const early = tooEarly(baseline);
  setText(byId('drifts-early'), early);
  byId('drifts-early').hidden = early === '';
  byId('drifts-none').hidden = early !== '' || newest.length > 0;
  const key = (drift) => [drift.noticedMillis, drift.partition, drift.stream, drift.name, drift.coordinate, drift.change].join();
  keyed(byId('drifts'), newest, key, create, update);
}
