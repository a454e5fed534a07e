// Puts the page together: each section of the server's stream has its part of the page.
import { byId, setText } from './dom.js';
import { startCards } from './cards.js';
import { redraw } from './charts.js';
import { showClasses } from './classes.js';
import { showDrifts } from './drifts.js';
import { startFigures } from './figures.js';
import { showImages } from './images.js';
import { showQueries, startQueries } from './queries.js';
import { follow } from './stream.js';
import { startTheme } from './theme.js';

const IN_WORDS = {
  PROMOTED: 'promoted',
  UNGATED: 'serving without a gate, as there are too few holdout images to judge it',
  REJECTED: 'rejected',
};

function showModels({ served, judged }) {
  const texts = [];
  if (served) texts.push(`Model ${served.name}, ${IN_WORDS[served.status]}.`);
  if (judged?.status === 'REJECTED') texts.push(`Model ${judged.name} was rejected: ${judged.reason}.`);
  setText(byId('model'), texts.join(' ') || 'No model has been judged yet.');
}

function showConnection(state, why) {
  byId('connection').dataset.state = state;
  setText(byId('connection'), state === 'live' ? 'Live' : `Connecting again: ${why}`);
}

startCards();
startTheme(redraw);
startQueries();
const charts = startFigures();
follow(
  {
    models: showModels,
    classes: showClasses,
    rates: charts.rates,
    images: showImages,
    queries: showQueries,
    drifts: showDrifts,
    figures: charts.figures,
  },
  showConnection,
);
