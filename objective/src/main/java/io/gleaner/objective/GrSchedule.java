package io.gleaner.objective;

/**
 * The schedule of generalised robust loss, Chen et al., "Boosting Single Positive Multi-label
 * Classification with Generalized Robust Loss" (IJCAI 2024): each parameter goes in a straight line
 * from its first value to its last between epoch n and epoch T.
 *
 * @param w slope of the soft pseudo-label K(p) = σ(w p + b), first and last
 * @param b its offset
 * @param mu centre of the instance weight V(p) = exp(−½((p − μ)/σ)²)
 * @param sigma its width
 * @param start n
 * @param end T
 * @param lagging whether w and b are an epoch behind μ and σ, as in the code
 */
public record GrSchedule(Line w, Line b, Line mu, Line sigma, int start, int end, boolean lagging) {

  /** From a first value to a last. */
  public record Line(double first, double last) {
    /** A value that stays. */
    public static Line constant(double value) {
      return new Line(value, value);
    }

    double at(double part) {
      return first + (last - first) * part;
    }
  }

  /** As published: w 0 to 2, b −2, μ 0.5 to 0.8, σ 2 to 0.5 in 8 epochs. */
  public GrSchedule() {
    this(new Line(0, 2), Line.constant(-2), new Line(0.5, 0.8), new Line(2, 0.5), 0, 8, false);
  }

  /** Values that stay. */
  public static GrSchedule constant(double w, double b, double mu, double sigma) {
    return new GrSchedule(
        Line.constant(w), Line.constant(b), Line.constant(mu), Line.constant(sigma), 0, 1, false);
  }

  double w(int epoch) {
    return w.at(part(lagging ? epoch - 1 : epoch));
  }

  double b(int epoch) {
    return b.at(part(lagging ? epoch - 1 : epoch));
  }

  double mu(int epoch) {
    return mu.at(part(epoch));
  }

  double sigma(int epoch) {
    return sigma.at(part(epoch));
  }

  private double part(int epoch) {
    return Math.min(1, Math.max(epoch - start, 0) / (double) (end - start));
  }
}
