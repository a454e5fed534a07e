package io.gleaner.evaluation.simulation;

import io.gleaner.evaluation.drift.DriftDetector;
import io.gleaner.evaluation.drift.DriftEvent;
import io.gleaner.evaluation.drift.FalseAlarms;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A stream of images drawn at random, of which 2 % of the entries are audited, watched by a
 * detector. Record times are image numbers. Continues after a change of how images are drawn.
 */
public final class DriftRun {
  /** Numbers of the projected embedding. */
  public static final int COORDINATES = 32;

  private static final double AUDITED = 0.02;
  private static final FalseAlarms ACCEPTED = FalseAlarms.DEFAULT;

  private final ScoredImages pool;
  private final float[][] projections;
  private final SplittableRandom random;
  private final List<DriftEvent> events = new ArrayList<>();
  private DriftDetector detector;
  private long images;

  /**
   * Nothing has come yet.
   *
   * @param projections one row an image of the pool
   */
  public DriftRun(ScoredImages pool, float[][] projections, long seed) {
    this.pool = pool;
    this.projections = projections;
    this.random = new SplittableRandom(seed);
    this.detector = detector();
  }

  private DriftDetector detector() {
    return new DriftDetector(pool.names().size(), COORDINATES, ACCEPTED, 1);
  }

  /** Lets images come as they are. */
  public DriftRun steady(int count) {
    for (int i = 0; i < count; i++) {
      take(random.nextInt(pool.count()), 0);
    }
    return this;
  }

  /** Lets images come among which a class is twice as frequent. */
  public DriftRun doubled(int label, int count) {
    double share = Math.min(1, 2 * pool.prevalence(label));
    for (int i = 0; i < count; i++) {
      boolean wanted = random.nextDouble() < share;
      int image = random.nextInt(pool.count());
      while (pool.present(image)[label] != wanted) {
        image = random.nextInt(pool.count());
      }
      take(image, 0);
    }
    return this;
  }

  /** Lets images come whose embeddings moved by as much in each coordinate. */
  public DriftRun moved(double by, int count) {
    for (int i = 0; i < count; i++) {
      take(random.nextInt(pool.count()), by);
    }
    return this;
  }

  /** Writes the detector's state, as for a restart, and goes on from what was written. */
  public DriftRun restarted() {
    byte[] state = detector.toBytes();
    detector = detector();
    detector.restore(state);
    return this;
  }

  /** Another future of the same past, with its own draws and no alarms so far. */
  public DriftRun fork(long ownSeed) {
    DriftRun other = new DriftRun(pool, projections, ownSeed);
    other.detector.restore(detector.toBytes());
    other.images = images;
    return other;
  }

  private void take(int image, double by) {
    float[] projection = projections[image].clone();
    for (int j = 0; j < projection.length; j++) {
      projection[j] += (float) by;
    }
    float[] probabilities = pool.probabilities(image);
    images++;
    events.addAll(detector.arrived(probabilities, projection, images));
    for (int k = 0; k < probabilities.length; k++) {
      if (random.nextDouble() < AUDITED) {
        double p = Math.max(1e-6, Math.min(1 - 1e-6, probabilities[k]));
        double loss = -Math.log(pool.present(image)[k] ? p : 1 - p);
        events.addAll(detector.audited(k, loss, images));
      }
    }
  }

  /** All alarms so far. */
  public List<DriftEvent> events() {
    return List.copyOf(events);
  }

  /**
   * Projects each image's features by a fixed random matrix, and scales each coordinate to a
   * standard deviation of 1 over the pool.
   */
  public static float[][] project(ScoredImages pool, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int inputs = pool.features(0).length;
    float[][] projected = new float[pool.count()][COORDINATES];
    for (int j = 0; j < COORDINATES; j++) {
      double[] direction = new double[inputs];
      for (int i = 0; i < inputs; i++) {
        direction[i] = random.nextGaussian();
      }
      coordinate(pool, direction, j, projected);
    }
    return projected;
  }

  private static void coordinate(
      ScoredImages pool, double[] direction, int j, float[][] projected) {
    double sum = 0;
    double squares = 0;
    double[] values = new double[pool.count()];
    for (int image = 0; image < values.length; image++) {
      float[] features = pool.features(image);
      for (int i = 0; i < direction.length; i++) {
        values[image] += direction[i] * features[i];
      }
      sum += values[image];
      squares += values[image] * values[image];
    }
    double mean = sum / values.length;
    double deviation = Math.sqrt(squares / values.length - mean * mean);
    for (int image = 0; image < values.length; image++) {
      projected[image][j] = (float) ((values[image] - mean) / deviation);
    }
  }
}
