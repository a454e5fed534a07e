// The three charts: quality, balance and throughput. A new figure is one more line of a chart's table
// (and of DRAWN in QualityFigures.java).
import { byId, percent } from './dom.js';
import { lineChart } from './charts.js';

const MAP = [
  { figure: 'holdout-map', name: 'holdout mAP', ink: '--accent', missing: 'no checkpoint measured on holdout images yet' },
  { figure: 'prequential-map', name: 'prequential mAP', ink: '--second', missing: 'no random audits answered yet' },
];
const GAP = [
  { figure: 'probability-gap', name: 'Δp on the holdout', ink: '--accent', missing: 'no checkpoint measured on holdout images yet' },
  { figure: 'audited-probability-gap', name: 'Δp by random audits', ink: '--second', missing: 'no random audits answered yet' },
];
const RATES = [
  { name: 'images a second', ink: '--accent' },
  { name: 'tags a second', ink: '--second' },
];

const signed = (value) => (value > 0 ? '+' : '') + value.toFixed(2).replace('-', '−');
const rate = (value) => (value < 10 ? value.toFixed(1) : value.toFixed(0));

/** The histories of figures as columns over one time. */
export function columns(lines, figures) {
  const tables = lines.map(({ figure }) => {
    const history = figures[figure]?.history ?? [];
    return [
      history.map((point) => point.millis),
      history.map((point) => point.value),
      history.map((point) => point.lower),
      history.map((point) => point.upper),
    ];
  });
  return uPlot.join(tables);
}

const notes = (lines, figures) => lines.map(({ figure, missing }) => figures[figure]?.because || missing);

/** Draws the charts; returns what to call with figures and with rates. */
export function startFigures() {
  const map = lineChart(byId('map'), { title: 'Mean average precision, percent', lines: MAP, range: [0, 1], format: percent });
  const gap = lineChart(byId('gap'), { title: 'Probability gap', lines: GAP, range: [-1, 1], format: signed });
  const rates = lineChart(byId('rates'), { title: 'Images and tags a second', lines: RATES, range: [0, null], format: rate });
  return {
    figures: (figures) => {
      map(columns(MAP, figures), notes(MAP, figures));
      gap(columns(GAP, figures), notes(GAP, figures));
    },
    rates: ({ millis, images, tags }) => rates([millis, images, [], [], tags, [], []]),
  };
}
