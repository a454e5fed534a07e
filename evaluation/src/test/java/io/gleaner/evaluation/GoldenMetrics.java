package io.gleaner.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;

/** One case of the golden metrics. */
final class GoldenMetrics {
  private final String name;
  private final ScoredLabels scored;

  GoldenMetrics(JsonNode golden) {
    name = golden.get("name").asText();
    int images = golden.get("shape").get(0).asInt();
    int classes = golden.get("shape").get(1).asInt();
    scored = new ScoredLabels(images, classes);
    for (int i = 0; i < images; i++) {
      float[] scores = new float[classes];
      byte[] truth = new byte[classes];
      for (int k = 0; k < classes; k++) {
        scores[k] = (float) golden.get("logits").get(i).get(k).asDouble();
        truth[k] = golden.get("labels").get(i).get(k).asInt() == 1 ? Truth.PRESENT : Truth.ABSENT;
      }
      scored.add(scores, truth);
    }
  }

  String name() {
    return name;
  }

  ScoredLabels scored() {
    return scored;
  }

  MeanAveragePrecision map() {
    return MeanAveragePrecision.of(scored);
  }

  /** Sum of the classes' average precisions with 1e-8 added to each denominator. */
  double withEpsilon() {
    MeanAveragePrecision map = map();
    double sum = 0;
    for (int k = 0; k < map.classes(); k++) {
      double positives = map.positives(k);
      sum += positives == 0 ? 0 : map.averagePrecision(k) * positives / (positives + 1e-8);
    }
    return sum;
  }

  double interpolated(int label) {
    float[] scores = new float[scored.images()];
    byte[] truth = new byte[scored.images()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = scored.scores(i)[label];
      truth[i] = scored.truth(i)[label];
    }
    return InterpolatedAveragePrecision.of(scores, truth);
  }

  /** How many classes have a positive, or a score not below the threshold. */
  int classesInF1(float threshold) {
    int count = 0;
    for (int k = 0; k < scored.classes(); k++) {
      boolean counts = map().positives(k) > 0;
      for (int i = 0; i < scored.images(); i++) {
        counts |= scored.scores(i)[k] >= threshold;
      }
      count += counts ? 1 : 0;
    }
    return count;
  }

  boolean tied(int label) {
    Set<Float> distinct = new HashSet<>();
    for (int i = 0; i < scored.images(); i++) {
      distinct.add(scored.scores(i)[label]);
    }
    return distinct.size() < scored.images();
  }

  boolean anyTied() {
    for (int k = 0; k < scored.classes(); k++) {
      if (tied(k)) {
        return true;
      }
    }
    return false;
  }

  boolean anyRowTied() {
    for (int i = 0; i < scored.images(); i++) {
      Set<Float> distinct = new HashSet<>();
      for (float score : scored.scores(i)) {
        distinct.add(score);
      }
      if (distinct.size() < scored.classes()) {
        return true;
      }
    }
    return false;
  }
}
