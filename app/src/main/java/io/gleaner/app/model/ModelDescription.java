package io.gleaner.app.model;

import io.gleaner.protocol.LabelSpace;
import io.gleaner.protocol.v1.ModelVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * All that is known of a model, for a person.
 *
 * @param checkpoint in what condition its checkpoint is
 */
record ModelDescription(ModelVersion model, LabelSpace labels, String checkpoint) {

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(line("model", ModelName.of(model)));
    lines.add(line("status", model.getStatus() + (model.getByOperator() ? " by operator" : "")));
    lines.add(line("why", model.getReason()));
    lines.add(line("announced", Instant.ofEpochMilli(model.getTimeMillis())));
    lines.add(
        line("holdout mAP", HoldoutMap.of(model).map(HoldoutMap::toString).orElse("not measured")));
    lines.add(line("holdout images", model.getHoldoutImages()));
    lines.add(line("kappa", model.getKappa()));
    lines.add(line("class priors", "version " + model.getPriorVersion()));
    lines.add(line("best recent", model.getBestRecent().isEmpty() ? "-" : model.getBestRecent()));
    model
        .getSamplesOffsetsList()
        .forEach(
            offset ->
                lines.add(
                    line(
                        "trained through",
                        "samples-%d offset %d"
                            .formatted(offset.getPartition(), offset.getOffset()))));
    lines.add(line("SHA-256", model.getSha256()));
    lines.add(line("checkpoint", checkpoint));
    for (int k = 0; k < model.getThresholdsCount(); k++) {
      String name = k < labels.size() ? labels.name(k) : "class " + k;
      lines.add(line("threshold", threshold(model.getThresholds(k)) + "  " + name));
    }
    return lines;
  }

  private static String threshold(float value) {
    return Float.isNaN(value) ? "fixed " : String.format(Locale.ROOT, "%.4f", value);
  }

  private static String line(String name, Object value) {
    return String.format(Locale.ROOT, "%-16s %s", name, value);
  }
}
