package io.gleaner.estimator;

import io.gleaner.evaluation.EstimateChurn;
import io.gleaner.evaluation.ExpectedPositives;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What a task has done since the beginning. Two of them tell what happened between; those of tasks
 * add up.
 */
final class Totals {

  private EstimateChurn churn = new EstimateChurn();
  private ExpectedPositives expected = new ExpectedPositives();
  private long rowsTrained;
  private long tagsPublished;

  /** A TRAIN prediction moved a row's estimates. */
  void trained(Row before, Estimates after, double kappa) {
    rowsTrained++;
    expected.add(after.expectedPositives(), kappa);
    Estimates from = before.estimates();
    if (from != null) {
      churn.add(from.logits(), after.logits(), after.moved(), Estimates.probabilityOfCodes());
    }
  }

  void published() {
    tagsPublished++;
  }

  void merge(Totals other) {
    churn.merge(other.churn);
    expected.merge(other.expected);
    rowsTrained += other.rowsTrained;
    tagsPublished += other.tagsPublished;
  }

  Totals since(Totals earlier) {
    Totals later = new Totals();
    later.churn = churn.since(earlier.churn);
    later.expected = expected.since(earlier.expected);
    later.rowsTrained = rowsTrained - earlier.rowsTrained;
    later.tagsPublished = tagsPublished - earlier.tagsPublished;
    return later;
  }

  EstimateChurn churn() {
    return churn;
  }

  ExpectedPositives expected() {
    return expected;
  }

  long rowsTrained() {
    return rowsTrained;
  }

  long tagsPublished() {
    return tagsPublished;
  }

  void write(DataOutput out) throws IOException {
    churn.write(out);
    expected.write(out);
    out.writeLong(rowsTrained);
    out.writeLong(tagsPublished);
  }

  static Totals read(DataInput in) throws IOException {
    Totals totals = new Totals();
    totals.churn = EstimateChurn.read(in);
    totals.expected = ExpectedPositives.read(in);
    totals.rowsTrained = in.readLong();
    totals.tagsPublished = in.readLong();
    return totals;
  }
}
