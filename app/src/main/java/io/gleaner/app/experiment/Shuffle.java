package io.gleaner.app.experiment;

import java.util.SplittableRandom;

/** Random orders (Durstenfeld's form of the Fisher–Yates shuffle). */
final class Shuffle {

  private Shuffle() {}

  /** A shuffled copy; every order is equally likely. */
  static int[] of(int[] values, SplittableRandom random) {
    int[] shuffled = values.clone();
    for (int i = shuffled.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int value = shuffled[i];
      shuffled[i] = shuffled[j];
      shuffled[j] = value;
    }
    return shuffled;
  }
}
