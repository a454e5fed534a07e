// Lines over time, with their intervals as bands: uPlot, and the numbers above it as text.
import { element, setText } from './dom.js';
import { colour } from './theme.js';

const HEIGHT = 180;
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const shortClock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const charts = [];

/** Draws all anew, in the colours of now. */
export const redraw = () => charts.forEach((chart) => chart.redraw());

const axis = (values, size, space) => ({
  stroke: () => colour('--quiet'),
  grid: { stroke: () => colour('--grid'), width: 1 },
  ticks: { show: false },
  font: '12px system-ui, sans-serif',
  size,
  space,
  values,
});

/** A line takes three columns: value, lower and upper. */
function seriesOf({ ink }) {
  const hidden = { stroke: 'transparent', width: 0, points: { show: false } };
  return [
    { stroke: () => colour(ink), width: 2, spanGaps: true, points: { size: 5, fill: () => colour(ink) } },
    hidden,
    hidden,
  ];
}

/**
 * A chart in a host element.
 *
 * lines: [{name, ink, format}], ink being a colour of the style sheet;
 * range: lowest and highest value, null where the data say.
 * Returns show(columns, notes): columns are milliseconds, then for each line value, lower, upper;
 * notes say for each line in words why it has no value.
 */
export function lineChart(host, { title, lines, range, format }) {
  const readings = lines.map(({ name, ink }) => {
    const value = element('div', 'value');
    const swatch = element('i');
    swatch.style.color = `var(${ink})`;
    const label = element('span', '', name);
    const node = element('div', '', value, element('div', 'name quiet', swatch, label));
    return { value, label, node };
  });
  const plot = element('div', 'plot');
  plot.setAttribute('role', 'img');
  host.append(element('div', 'reading', ...readings.map((r) => r.node)), plot);
  let notes = [];

  const lastWith = (column) => column.findLastIndex((v) => v != null);
  const read = (chart) => {
    const at = chart.cursor.idx;
    const said = lines.map(({ name }, i) => {
      const [value, lower, upper] = [0, 1, 2].map((part) => chart.data[1 + 3 * i + part] ?? []);
      const row = at != null && value[at] != null ? at : lastWith(value);
      const { value: number, label, node } = readings[i];
      node.className = row < 0 ? 'unknown' : '';
      setText(number, row < 0 ? '' : format(value[row]));
      const interval = row < 0 || lower[row] == null ? '' : `, ${format(lower[row])} to ${format(upper[row])}`;
      const time = row < 0 || row !== at ? '' : ` at ${clock.format(chart.data[0][row] * 1000)}`;
      setText(label, row < 0 && notes[i] ? `${name}: ${notes[i]}` : name + interval + time);
      return `${name} ${row < 0 ? 'unknown' : format(value[row]) + interval}`;
    });
    plot.setAttribute('aria-label', `${title} over time. Now: ${said.join('; ')}.`);
  };

  const chart = new uPlot(
    {
      width: plot.clientWidth || 320,
      height: HEIGHT,
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false } },
      scales: { y: { range: (_, low, high) => [range[0] ?? low ?? 0, range[1] ?? Math.max(1, 1.1 * (high ?? 0))] } },
      axes: [
        axis((_, times) => times.map((t) => (times[1] - times[0] < 60 ? clock : shortClock).format(t * 1000)), 28, 90),
        axis((_, values) => values.map((v) => format(v)), 44, 30),
      ],
      series: [{}, ...lines.flatMap(seriesOf)],
      bands: lines.map(({ ink }, i) => ({ series: [3 + 3 * i, 2 + 3 * i], fill: () => colour(`${ink}-soft`) })),
      hooks: { setCursor: [read], setData: [read] },
    },
    [[], ...lines.flatMap(() => [[], [], []])],
    plot,
  );
  charts.push(chart);
  new ResizeObserver(() => chart.setSize({ width: plot.clientWidth, height: HEIGHT })).observe(plot);
  return (columns, newNotes = []) => {
    notes = newNotes;
    chart.setData([columns[0].map((millis) => millis / 1000), ...columns.slice(1)]);
    plot.dataset.points = columns[0].length;
  };
}
