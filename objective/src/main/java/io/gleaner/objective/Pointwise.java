package io.gleaner.objective;

/** An objective that is a sum, or mean, of losses of single entries. */
sealed interface Pointwise extends Objective permits Supervised, Em, Vlpl, Hill, Splc, Gr, Ldam {

  /** The loss of entry {@code i}; its derivative goes to {@code entry.slope}. */
  double loss(LabelBatch batch, int i, Entry entry);

  Reduction reduction();

  /**
   * Whatever is the same for all entries of a batch; must not learn from one that is not finite.
   */
  default void prepare(LabelBatch batch) {}

  @Override
  default double evaluate(LabelBatch batch, double[] gradient) {
    batch.checkLength(gradient);
    prepare(batch);
    int entries = batch.entries();
    double factor = reduction().factor(entries);
    double[] logits = batch.logits();
    double[] probabilities = batch.probabilities();
    Entry entry = batch.entry();
    double sum = 0;
    for (int i = 0; i < entries; i++) {
      batch.checkFinite(i);
      entry.at(logits[i]);
      probabilities[i] = entry.p;
      sum += loss(batch, i, entry);
      gradient[i] = entry.slope * factor;
    }
    return sum * factor;
  }
}
