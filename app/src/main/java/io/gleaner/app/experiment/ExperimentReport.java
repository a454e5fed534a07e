package io.gleaner.app.experiment;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Results for programs. Average precisions are in percent; what is no number, as the tail's mAP
 * where there is no tail, is null.
 *
 * @param setup what was trained on and how
 */
record ExperimentReport(
    @JsonProperty("setup") Setup setup, @JsonProperty("results") List<Result> results) {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /**
   * What all results share.
   *
   * @param kappa κ, the mean number of present classes on a training image
   * @param observedPositives present labels that training is told, on an image
   */
  record Setup(
      @JsonProperty("train_images") int trainImages,
      @JsonProperty("validation_images") int validationImages,
      @JsonProperty("test_images") int testImages,
      @JsonProperty("classes") int classes,
      @JsonProperty("kappa") double kappa,
      @JsonProperty("observed_positives") double observedPositives,
      @JsonProperty("batch") int batch,
      @JsonProperty("plan") String plan,
      @JsonProperty("settings") Map<String, String> settings) {}

  /** One objective, at the learning rate with the best mean validation mAP. */
  record Result(
      @JsonProperty("objective") String objective,
      @JsonProperty("lr") double lr,
      @JsonProperty("val_map_mean") @Nullable Double valMapMean,
      @JsonProperty("test_map_mean") @Nullable Double testMapMean,
      @JsonProperty("test_map_sd") @Nullable Double testMapSd,
      @JsonProperty("test_map_se") @Nullable Double testMapSe,
      @JsonProperty("best_epoch") @Nullable Double bestEpoch,
      @JsonProperty("estimate_map_mean") @Nullable Double estimateMapMean,
      @JsonProperty("head_map_mean") @Nullable Double headMapMean,
      @JsonProperty("medium_map_mean") @Nullable Double mediumMapMean,
      @JsonProperty("tail_map_mean") @Nullable Double tailMapMean,
      @JsonProperty("sample_map_mean") @Nullable Double sampleMapMean,
      @JsonProperty("probability_gap_mean") @Nullable Double probabilityGapMean,
      @JsonProperty("training_gap_mean") @Nullable Double trainingGapMean,
      @JsonProperty("seconds") double seconds,
      @JsonProperty("images_per_second") double imagesPerSecond,
      @JsonProperty("val_map_by_lr") Map<Double, Double> valMapByLr,
      @JsonProperty("seeds") List<Seed> seeds) {

    static Result of(ObjectiveResult result) {
      List<RunResult> runs = result.chosen();
      Summary test = Summary.of(runs, run -> run.test().map());
      return new Result(
          result.objective(),
          result.learningRate(),
          mean(runs, RunResult::validationMap),
          number(test.mean()),
          number(test.deviation()),
          number(test.error()),
          mean(runs, RunResult::epoch),
          mean(runs, RunResult::estimateMap),
          mean(runs, run -> run.test().headMap()),
          mean(runs, run -> run.test().mediumMap()),
          mean(runs, run -> run.test().tailMap()),
          mean(runs, run -> run.test().sampleMap()),
          mean(runs, run -> run.test().gap()),
          mean(runs, RunResult::trainingGap),
          Summary.of(runs, RunResult::seconds).mean(),
          result.imagesPerSecond(),
          result.validationMaps(),
          runs.stream().map(Seed::of).toList());
    }

    private static @Nullable Double mean(List<RunResult> runs, ToDoubleFunction<RunResult> figure) {
      return number(Summary.of(runs, figure).mean());
    }
  }

  /** One training. */
  record Seed(
      @JsonProperty("seed") long seed,
      @JsonProperty("best_epoch") int bestEpoch,
      @JsonProperty("val_map") @Nullable Double valMap,
      @JsonProperty("test_map") @Nullable Double testMap,
      @JsonProperty("estimate_map") @Nullable Double estimateMap) {

    static Seed of(RunResult run) {
      return new Seed(
          run.seed(),
          run.epoch(),
          number(run.validationMap()),
          number(run.test().map()),
          number(run.estimateMap()));
    }
  }

  private static @Nullable Double number(double value) {
    return Double.isNaN(value) ? null : value;
  }

  /** Replaces the file, whole or not at all. */
  void write(Path file) throws IOException {
    write(this, file);
  }

  /** Replaces a file by a report as JSON, whole or not at all. */
  static void write(Record report, Path file) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    Files.write(temporary, (JSON.writeValueAsString(report) + "\n").getBytes(UTF_8));
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
