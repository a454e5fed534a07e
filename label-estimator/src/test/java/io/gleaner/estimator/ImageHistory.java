package io.gleaner.estimator;

import io.gleaner.protocol.v1.LabelEvent;
import io.gleaner.protocol.v1.Prediction;
import io.gleaner.protocol.v1.SoftLabels;
import io.gleaner.protocol.v1.TagRecord;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One image's row as events come; every row goes through its bytes. */
final class ImageHistory {

  private final Reference reference;
  private final Estimation estimation;
  private final RowCodec codec;
  private final Publication publication;
  private final ImageId image = ImageId.of(Events.IMAGE);
  private Row row = Row.NEW;
  private QueryAllowance allowance = new QueryAllowance(1, 0, 0);
  private long clock = 1_000_000;

  ImageHistory(Reference reference) {
    this(reference, Events.config().rules());
  }

  ImageHistory(Reference reference, EstimationRules rules) {
    this.reference = reference;
    this.codec = new RowCodec(rules.sparsity(), reference);
    this.estimation = new Estimation(rules, reference);
    this.publication = new Publication(rules, reference);
  }

  /** From now on, what may be asked. */
  ImageHistory allowing(double bar, double auditChance) {
    allowance = new QueryAllowance(bar, auditChance, clock);
    return this;
  }

  Outcome take(LabelEvent event) {
    return keep(estimation.apply(row, image, event));
  }

  Outcome take(Prediction prediction) {
    return takeAt(prediction, ++clock);
  }

  Outcome takeAt(Prediction prediction, long millis) {
    return keep(estimation.apply(row, image, Events.read(prediction), millis, allowance));
  }

  private Outcome keep(Outcome outcome) {
    if (outcome.effect().changesRow()) {
      row = throughBytes(outcome.row());
    }
    return outcome;
  }

  Row throughBytes(Row written) {
    return codec.decode(codec.encode(written), ScoringCodec.encode(written));
  }

  /** Both of the row's values. */
  List<byte @Nullable []> bytes() {
    return Arrays.asList(codec.encode(row), ScoringCodec.encode(row));
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
