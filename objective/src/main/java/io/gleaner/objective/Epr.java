package io.gleaner.objective;

/**
 * Expected positive regularisation, Cole et al., "Multi-Label Learning from Single Positive Labels"
 * (CVPR 2021): the loss of observed labels plus λ((κ̂ − κ)/K)². The paper observes present labels
 * only; an absent one counts with ℓ⁻.
 *
 * @param loss the loss of an entry, BCE as published
 * @param kappa κ, expected present labels an image
 * @param lambda λ, 1 as published
 * @param positiveTerm by what the loss of observed labels is divided
 */
public record Epr(PerEntryLoss loss, double kappa, double lambda, PositiveTerm positiveTerm)
    implements Objective {

  /** Refuses values outside their ranges. */
  public Epr {
    Parameters.require(kappa >= 0, "kappa", kappa, "0 or more");
    Parameters.require(lambda >= 0, "lambda", lambda, "0 or more");
  }

  @Override
  public double evaluate(LabelBatch batch, double[] gradient) {
    batch.checkLength(gradient);
    int entries = batch.entries();
    double factor = positiveTerm.weight(batch.classes()) / entries;
    double[] logits = batch.logits();
    double[] probabilities = batch.probabilities();
    byte[] observed = batch.observed();
    Entry entry = batch.entry();
    double sum = 0;
    double positives = 0;
    for (int i = 0; i < entries; i++) {
      batch.checkFinite(i);
      entry.at(logits[i]);
      probabilities[i] = entry.p;
      positives += entry.p;
      entry.slope = 0;
      if (observed[i] != LabelBatch.UNKNOWN) {
        sum += observed[i] == LabelBatch.PRESENT ? loss.present(entry) : loss.absent(entry);
      }
      gradient[i] = entry.slope * factor;
    }
    return sum * factor + ExpectedPositives.add(batch, positives, kappa, lambda, gradient);
  }

  @Override
  public Epr withKappa(double newKappa) {
    return new Epr(loss, newKappa, lambda, positiveTerm);
  }

  @Override
  public String name() {
    return "epr";
  }

  @Override
  public ObjectiveProperties properties() {
    return new ObjectiveProperties(loss.differentiability(), true, true, lambda == 0);
  }
}
