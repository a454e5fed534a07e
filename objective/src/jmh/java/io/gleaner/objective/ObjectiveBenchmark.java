package io.gleaner.objective;

import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What an objective costs against the least it could cost: one exp and one log an entry. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ObjectiveBenchmark {
  /** Images and classes. */
  @Param({"64x80", "256x5400"})
  public String shape = "64x80";

  /** A name, with {@code loss} of ROLE and EPR after a colon; {@code floor} is the bare loop. */
  @Param({
    "floor",
    "role:asl",
    "role:bce",
    "epr:bce",
    "bce",
    "assume-negative",
    "assume-negative-smoothed",
    "weak-negatives",
    "focal",
    "asl",
    "adaptive-asl",
    "em",
    "vlpl",
    "hill",
    "splc",
    "gr",
    "ldam",
    "re-weighting",
    "negative-tolerant-bce",
    "db",
    "partial-asl"
  })
  public String objective = "floor";

  private LabelBatch batch = new LabelBatch(1, 1);
  private double[] gradient = new double[1];
  private Objective evaluated = Objectives.byName("bce", Map.of());

  /** One positive and a few known absent labels an image, logits as a trained network has them. */
  @Setup
  public void fill() {
    String[] sides = shape.split("x");
    batch = new LabelBatch(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]));
    gradient = new double[batch.entries()];
    Random random = new Random(1);
    for (int i = 0; i < gradient.length; i++) {
      batch.logits()[i] = random.nextGaussian() * 2 - 2;
      batch.estimates()[i] = random.nextDouble() * 0.3;
      int draw = random.nextInt(100);
      batch.observed()[i] = draw < 2 ? LabelBatch.PRESENT : draw < 10 ? LabelBatch.ABSENT : 0;
    }
    if (!objective.equals("floor")) {
      String[] parts = objective.split(":");
      evaluated =
          Objectives.byName(
              parts[0], parts.length == 1 ? Map.of() : Map.of("loss", parts[1], "kappa", 2.9));
    }
  }

  /** A batch's value and gradient. */
  @Benchmark
  public double evaluate() {
    return objective.equals("floor") ? floor() : evaluated.evaluate(batch, gradient);
  }

  private double floor() {
    double[] logits = batch.logits();
    double sum = 0;
    for (int i = 0; i < gradient.length; i++) {
      sum += Math.log(1 + Math.exp(-Math.abs(logits[i])));
    }
    return sum;
  }
}
