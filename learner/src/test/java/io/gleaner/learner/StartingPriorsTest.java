package io.gleaner.learner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A new version of the class priors")
class StartingPriorsTest {

  private static final int CLASSES = 600;
  private static final double KAPPA = 8.3;
  private static final int CHECKPOINTS_A_DAY = 2 * 60 * 24;

  /** 2.6 a second for 30 seconds. */
  private static final int IMAGES_A_CHECKPOINT = 78;

  private static final int DAYS = 2;

  /** How often each class comes: the k-th in proportion to 1/k. */
  private static double[] shares() {
    double sum = 0;
    for (int k = 1; k <= CLASSES; k++) {
      sum += 1.0 / k;
    }
    double[] shares = new double[CLASSES];
    for (int k = 0; k < CLASSES; k++) {
      shares[k] = Math.min(0.5, KAPPA / sum / (k + 1));
    }
    return shares;
  }

  @Test
  @DisplayName("comes often while much is learnt, then some times a day, not at each checkpoint")
  void shouldBeRare() {
    RunningPriors running = RunningPriors.uniform(CLASSES, KAPPA);
    float[] version = running.priors();
    double[] shares = shares();
    Random random = new Random(1);
    double[] estimates = new double[CLASSES];
    int[] versions = new int[DAYS];
    for (int i = 0; i < DAYS * CHECKPOINTS_A_DAY; i++) {
      for (int image = 0; image < IMAGES_A_CHECKPOINT; image++) {
        for (int k = 0; k < CLASSES; k++) {
          estimates[k] = random.nextFloat() < shares[k] ? 0.9 : 0.1 * shares[k];
        }
        running.add(estimates, 0);
      }
      float[] now = running.priors();
      if (StartingPriors.apart(now, version)) {
        version = now;
        versions[i / CHECKPOINTS_A_DAY]++;
      }
    }
    System.out.printf(
        "of %d checkpoints a day, versions of the priors: %d on the first day, %d on the second%n",
        CHECKPOINTS_A_DAY, versions[0], versions[1]);
    assertThat(versions[0]).isBetween(10, 100);
    assertThat(versions[1]).isBetween(1, 40);
  }

  @Test
  @DisplayName("comes when one class is two thirds more frequent, whatever the others do")
  void shouldFollowOneClass() {
    float[] before = RunningPriors.uniform(CLASSES, KAPPA).priors();
    float[] now = before.clone();
    now[7] = before[7] * 1.6f;
    assertThat(StartingPriors.apart(now, before)).isFalse();
    now[7] = before[7] * 1.7f;
    assertThat(StartingPriors.apart(now, before)).isTrue();
  }
}
