package io.gleaner.app.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gleaner.network.CheckpointManifest;
import io.gleaner.protocol.LabelSpace;
import io.gleaner.protocol.v1.ClassPriors;
import io.gleaner.protocol.v1.ModelVersion;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * A model card as Hugging Face reads it: Markdown after a YAML front matter. Every figure in it was
 * announced with the model; what was not measured is left out.
 *
 * @see <a href="https://huggingface.co/docs/hub/model-cards">model cards</a>
 */
record ModelCard(
    ModelVersion model,
    CheckpointManifest manifest,
    LabelSpace labels,
    Optional<ClassPriors> priors) {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  String markdown() {
    StringBuilder card = new StringBuilder();
    frontMatter(card);
    card.append("\n# Gleaner model ").append(ModelName.of(model)).append("\n\n");
    card.append("Tags images with ").append(manifest.network().classes());
    card.append(" classes, learnt from a stream in which most labels are missing.\n");
    figures(card);
    classes(card);
    use(card);
    return card.toString();
  }

  private void frontMatter(StringBuilder card) {
    Optional<HoldoutMap> map = HoldoutMap.of(model);
    card.append("---\nlibrary_name: gleaner\npipeline_tag: image-classification\n");
    card.append("tags:\n- multi-label\n- partial-labels\n- safetensors\n");
    if (map.isPresent()) {
      card.append("model-index:\n- name: gleaner-").append(manifest.lineage());
      card.append('-').append(manifest.step()).append("\n  results:\n");
      card.append("  - task:\n      type: image-classification\n      name: multi-label tagging\n");
      card.append("    dataset:\n      type: holdout\n      name: ");
      card.append("%d holdout images of the stream%n".formatted(model.getHoldoutImages()));
      card.append("    metrics:\n    - type: mAP\n      name: holdout mAP, percent ");
      card.append(map.get()).append("\n      value: ");
      card.append(String.format(Locale.ROOT, "%.4f%n", map.get().value()));
    }
    card.append("---\n");
  }

  private void figures(StringBuilder card) {
    card.append("\n## Figures\n\n| figure | value |\n|---|---|\n");
    row(card, "lineage, step", model.getLineage() + ", " + model.getStep());
    row(card, "announced", Instant.ofEpochMilli(model.getTimeMillis()).toString());
    row(card, "status", model.getStatus() + (model.getByOperator() ? ", an operator's word" : ""));
    row(card, "why", model.getReason());
    row(
        card,
        "holdout mAP, of 100, and its 95 % interval",
        HoldoutMap.of(model).map(HoldoutMap::toString).orElse("not measured"));
    row(card, "holdout images", Long.toString(model.getHoldoutImages()));
    row(
        card,
        "expected positives per image, κ",
        String.format(Locale.ROOT, "%.3f", model.getKappa()));
    row(card, "network", manifest.network().toString());
    row(card, "SHA-256 of the checkpoint's manifest", model.getSha256());
  }

  private void classes(StringBuilder card) {
    card.append("\n## Classes\n\nAn image shows a class from its threshold on; the threshold has ");
    card.append("the best F1 on the holdout images.\n\n");
    card.append("| index | class | threshold | prior |\n|---|---|---|---|\n");
    for (int k = 0; k < manifest.network().classes(); k++) {
      card.append("| ").append(k).append(" | ").append(cell(label(k))).append(" | ");
      card.append(isTuned(k) ? number(model.getThresholds(k)) : "not measured");
      card.append(" | ").append(prior(k)).append(" |\n");
    }
  }

  /** Whether the holdout had enough positives of a class for a threshold of its own. */
  private boolean isTuned(int label) {
    return label < model.getThresholdsCount() && !Float.isNaN(model.getThresholds(label));
  }

  private String prior(int label) {
    return priors
        .filter(known -> label < known.getProbabilitiesCount())
        .map(known -> number(known.getProbabilities(label)))
        .orElse("not known");
  }

  private static String number(float value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  /** A class's name; its index if the label space does not reach so far. */
  String label(int index) {
    return index < labels.size() ? labels.name(index) : "class " + index;
  }

  private static void use(StringBuilder card) {
    card.append(
        """

        ## Use

        `model.safetensors` holds the running average of the weights, 32-bit floats under their \
        PyTorch names; `config.json` the network, the classes and the thresholds. Input: the \
        centre square of an upright RGB image, resampled to the input size. Output: one logit a \
        class; its sigmoid is the probability.

        There is no ONNX file: the libraries that Gleaner runs on (DJL, PyTorch's C++ library) \
        cannot write one.

        The licence is that of the images and labels it learnt from, which Gleaner does not know: \
        add `license` above before publishing.
        """);
  }

  private static void row(StringBuilder card, String name, String value) {
    card.append("| ").append(name).append(" | ").append(cell(value)).append(" |\n");
  }

  /** Text that came from people or files, as it may stand in a table's cell. */
  private static String cell(String text) {
    return text.replaceAll("\\p{Cntrl}", " ")
        .replace("\\", "\\\\")
        .replace("|", "\\|")
        .replace("<", "&lt;")
        .replace("`", "\\`");
  }

  /** What {@code config.json} says. */
  byte[] config() throws JsonProcessingException {
    var root = JSON.createObjectNode().put("model_type", "gleaner");
    root.set("network", JSON.valueToTree(manifest.network()));
    var names = root.putObject("id2label");
    var thresholds = root.putArray("thresholds");
    for (int k = 0; k < manifest.network().classes(); k++) {
      names.put(Integer.toString(k), label(k));
    }
    for (int k = 0; k < model.getThresholdsCount(); k++) {
      if (isTuned(k)) {
        thresholds.add(model.getThresholds(k));
      } else {
        thresholds.addNull();
      }
    }
    root.put("kappa", model.getKappa()).put("lineage", model.getLineage());
    root.put("step", model.getStep()).put("holdout_images", model.getHoldoutImages());
    HoldoutMap.of(model).ifPresent(map -> put(root, map));
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
  }

  private static void put(ObjectNode root, HoldoutMap map) {
    root.put("holdout_map", map.value());
    if (map.lower() != null) {
      root.put("holdout_map_lower", map.lower()).put("holdout_map_upper", map.upper());
    }
  }
}
