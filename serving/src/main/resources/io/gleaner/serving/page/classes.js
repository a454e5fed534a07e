// Average precision class by class, and of head, medium and tail.
import { byId, element, keyed, percent, setText } from './dom.js';

const GROUPS = [
  { figure: 'holdout-map-head', name: 'Head mAP' },
  { figure: 'holdout-map-medium', name: 'Medium mAP' },
  { figure: 'holdout-map-tail', name: 'Tail mAP' },
];
const MOST = 60;
let all = false;

const createBar = () =>
  element(
    'li',
    '',
    element('span', 'label'),
    element('span', 'support'),
    element('span', 'track', element('i', 'bar'), element('i', 'interval')),
    element('span', 'number'),
  );

function updateBar(node, { name, value, support, lower, upper }) {
  const [label, count, track, number] = node.children;
  const [bar, interval] = track.children;
  setText(label, name);
  node.title = `${name}: average precision ${percent(value)} %` +
    (lower == null ? '' : `, 95 % interval ${percent(lower)} to ${percent(upper)} %`) +
    `, on ${support} holdout images`;
  setText(count, String(support));
  bar.style.setProperty('--value', value);
  interval.hidden = lower == null;
  interval.style.setProperty('--lower', lower ?? 0);
  interval.style.setProperty('--upper', upper ?? 0);
  setText(number, percent(value));
}

export function showClasses(classes) {
  const ordered = [...classes].sort((a, b) => b.support - a.support || a.name.localeCompare(b.name));
  const button = byId('all-classes');
  byId('classes-none').hidden = ordered.length > 0;
  button.hidden = all || ordered.length <= MOST;
  button.onclick = () => {
    all = true;
    showClasses(classes);
  };
  keyed(byId('bars'), all ? ordered : ordered.slice(0, MOST), ({ name }) => name, createBar, updateBar);
}

/** Head, medium and tail, as far as the learner says them. */
export function showGroups(figures) {
  const said = GROUPS.filter(({ figure }) => figures[figure]);
  const create = ({ name }) => element('div', '', element('dt', '', name), element('dd'));
  keyed(byId('groups'), said, ({ figure }) => figure, create, (node, { figure }) => {
    const { newest, because } = figures[figure];
    node.lastChild.className = because ? 'unknown' : '';
    setText(node.lastChild, because || percent(newest.value));
  });
}
