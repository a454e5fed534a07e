package io.gleaner.estimator;

import io.gleaner.protocol.v1.LabelEvent;
import io.gleaner.protocol.v1.Prediction;
import io.gleaner.protocol.v1.SoftLabels;
import io.gleaner.protocol.v1.TagRecord;

/** One image's row as events come; every row goes through its bytes. */
final class ImageHistory {

  private final Reference reference;
  private final Estimation estimation;
  private final Publication publication;
  private final ImageId image = ImageId.of(Events.IMAGE);
  private Row row = Row.NEW;
  private long clock = 1_000_000;

  ImageHistory(Reference reference) {
    this.reference = reference;
    this.estimation = new Estimation(Events.config().rules(), reference);
    this.publication = new Publication(Events.config().rules(), reference);
  }

  Outcome take(LabelEvent event) {
    return keep(estimation.apply(row, image, event));
  }

  Outcome take(Prediction prediction) {
    return takeAt(prediction, ++clock);
  }

  Outcome takeAt(Prediction prediction, long millis) {
    return keep(estimation.apply(row, image, prediction, millis, true));
  }

  private Outcome keep(Outcome outcome) {
    if (outcome.effect().changesRow()) {
      row = RowCodec.decode(RowCodec.encode(outcome.row()));
    }
    return outcome;
  }

  Row row() {
    return row;
  }

  SoftLabels softLabels() {
    return publication.softLabels(image, row);
  }

  TagRecord tags() {
    return publication.tags(image, row, reference.labelSpace(0).orElseThrow(), 0);
  }
}
