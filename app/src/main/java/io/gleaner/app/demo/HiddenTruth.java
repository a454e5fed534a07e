package io.gleaner.app.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gleaner.evaluation.ScoredLabels;
import io.gleaner.evaluation.Truth;
import io.gleaner.protocol.Configuration;
import io.gleaner.protocol.v1.SoftLabels;
import io.gleaner.protocol.v1.TagRecord;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Holds what the loop published against what the pictures really show, which the loop never sees.
 * All means are macro over classes.
 */
final class HiddenTruth {

  /** Of a class in {@link SoftLabels}. */
  private static final byte NOBODY_SAID = 0;

  /** How the estimates and the class prior rank the same unlabelled training entries. */
  record Estimates(MeanPrecision map, MeanPrecision priorMap) {}

  private final PictureSet pictures;
  private final int classes = PictureSet.classNames().size();

  HiddenTruth(PictureSet pictures) {
    this.pictures = pictures;
  }

  /** How many of the pictures have tags that rest on a model's score. */
  int tagged(Map<String, TagRecord> tags) {
    return (int)
        IntStream.range(0, pictures.count())
            .mapToObj(i -> tags.get(pictures.id(i)))
            .filter(record -> record != null && LoopState.isScored(record))
            .count();
  }

  /** Holdout mAP of the published scores. */
  MeanPrecision holdoutMapOf(Map<String, TagRecord> tags) {
    ScoredLabels scored = new ScoredLabels(pictures.count(), classes);
    float[] scores = new float[classes];
    for (int i = 0; i < pictures.count(); i++) {
      TagRecord record = tags.get(pictures.id(i));
      if (pictures.holdout(i) && record != null && record.getTagsCount() == classes) {
        for (int k = 0; k < classes; k++) {
          scores[k] = record.getTags(k).getScore();
        }
        scored.add(scores, pictures.truth(i));
      }
    }
    return MeanPrecision.of(scored);
  }

  /** Holdout mAP of giving every picture the same scores, the class frequencies. */
  MeanPrecision priorMap() {
    ScoredLabels scored = new ScoredLabels(pictures.count(), classes);
    float[] frequencies = new float[classes];
    for (int i = 0; i < pictures.count(); i++) {
      if (pictures.holdout(i)) {
        scored.add(frequencies, pictures.truth(i));
      }
    }
    return MeanPrecision.of(scored);
  }

  /** Ranks the entries of training pictures that nobody labelled. */
  Estimates estimates(Configuration configuration) {
    Map<String, SoftLabels> estimates = new HashMap<>();
    Readers.readToEnd(
        configuration, configuration.topics().softLabels(), record -> newest(record, estimates));
    ScoredLabels scored = new ScoredLabels(pictures.count(), classes);
    ScoredLabels byPrior = new ScoredLabels(pictures.count(), classes);
    float[] scores = new float[classes];
    // Within a class the prior gives every picture the same score, whatever its height.
    float[] prior = new float[classes];
    for (int i = 0; i < pictures.count(); i++) {
      SoftLabels row = estimates.get(pictures.id(i));
      if (pictures.holdout(i) || row == null) {
        continue;
      }
      byte[] hidden = pictures.truth(i);
      for (int k = 0; k < classes; k++) {
        scores[k] = row.getEstimates().byteAt(k);
        if (k < row.getObserved().size() && row.getObserved().byteAt(k) != NOBODY_SAID) {
          hidden[k] = Truth.UNKNOWN;
        }
      }
      scored.add(scores, hidden);
      byPrior.add(prior, hidden);
    }
    return new Estimates(MeanPrecision.of(scored), MeanPrecision.of(byPrior));
  }

  private static void newest(
      ConsumerRecord<byte[], byte[]> record, Map<String, SoftLabels> estimates) {
    String id = new String(record.key(), UTF_8);
    try {
      if (record.value() == null) {
        estimates.remove(id);
      } else {
        estimates.put(id, SoftLabels.parseFrom(record.value()));
      }
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("soft labels of " + id + " are not readable", e);
    }
  }
}
