// Average precision class by class, in groups that are about as frequent in training.
import { byId, element, keyed, percent, setText } from './dom.js';

const GROUPS = {
  head: { name: 'Head', which: 'more than 100' },
  medium: { name: 'Medium', which: '20 to 100' },
  tail: { name: 'Tail', which: 'fewer than 20' },
};
/** Of a group, until somebody asks for all. */
const MOST = 40;
let all = false;

const interval = ({ lower, upper }) => (lower == null ? '' : `, 95 % interval ${percent(lower)} to ${percent(upper)} %`);

const createBar = () =>
  element(
    'li',
    '',
    element('span', 'label'),
    element('span', 'support'),
    element('span', 'track', element('i', 'bar'), element('i', 'interval'), element('i', 'mean')),
    element('span', 'number'),
  );

function updateBar(node, shown) {
  const { name, value, support, lower, upper } = shown;
  const [label, count, track, number] = node.children;
  const [bar, range] = track.children;
  setText(label, name);
  node.title = `${name}: average precision ${percent(value)} %${interval(shown)}, on ${support} holdout images`;
  setText(count, String(support));
  bar.style.setProperty('--value', value);
  range.hidden = lower == null;
  range.style.setProperty('--lower', lower ?? 0);
  range.style.setProperty('--upper', upper ?? 0);
  setText(number, percent(value));
}

const createGroup = () =>
  element('section', 'group', element('h3', '', element('span'), element('b'), element('span', 'quiet')), element('ol', 'bars'));

function updateGroup(node, { name, mean, because, classes }) {
  const [title, bars] = node.children;
  const [label, value, which] = title.children;
  setText(label, GROUPS[name].name);
  setText(value, because ? '' : percent(mean.value));
  setText(which, because || `mean of ${classes.length === 1 ? 'one class' : `${classes.length} classes`} on ${GROUPS[name].which} training images${interval(mean)}`);
  node.style.setProperty('--mean', mean.value ?? 0);
  const ordered = [...classes].sort((a, b) => b.support - a.support || a.name.localeCompare(b.name));
  keyed(bars, all ? ordered : ordered.slice(0, MOST), (one) => one.name, createBar, updateBar);
}

/** Head, medium and tail with their classes, the most frequent first. */
export function showClasses(groups) {
  const button = byId('all-classes');
  byId('classes-none').hidden = groups.length > 0;
  button.hidden = all || groups.every(({ classes }) => classes.length <= MOST);
  button.onclick = () => {
    all = true;
    showClasses(groups);
  };
  keyed(byId('groups'), groups, ({ name }) => name, createGroup, updateGroup);
}
