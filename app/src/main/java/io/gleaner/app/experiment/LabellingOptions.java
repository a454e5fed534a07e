package io.gleaner.app.experiment;

import io.gleaner.app.command.UsageException;
import io.gleaner.app.experiment.Labelling.Corruption;
import io.gleaner.app.experiment.Labelling.Tail;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which labels training is told. */
final class LabellingOptions {

  @Option(
      names = "--observed",
      paramLabel = "FILE",
      description =
          "CSV with columns file and observed_label, if wanted absent and subset (train or val):"
              + " what training is told. Images not in it are left out.")
  private @Nullable Path observed;

  @Option(
      names = "--all-labels",
      description = "Train on every label; take only the subsets from --observed.")
  private boolean allLabels;

  @Option(
      names = "--single-positive",
      paramLabel = "SEED",
      description = "Keep one positive label of each training image, drawn with this seed.")
  private @Nullable Long singlePositive;

  @Option(
      names = "--size-biased",
      description =
          "With --single-positive: keep larger things more often, by column sizes of --labels.")
  private boolean sizeBiased;

  @Option(
      names = "--keep-fraction",
      paramLabel = "F",
      description = "Keep this part of all labels, present and absent, drawn one by one.")
  private @Nullable Double keepFraction;

  @Option(
      names = "--long-tail",
      paramLabel = "ALPHA",
      description =
          "Thin the training images out until their classes follow a Pareto distribution (6 in the"
              + " distribution-balanced paper).")
  private @Nullable Double longTail;

  @Option(
      names = "--long-tail-most",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "With --long-tail: images of the first class (1200 for COCO-MLT). Default: as many as the"
              + " most frequent class has.")
  private int longTailMost;

  @Option(
      names = "--label-seed",
      paramLabel = "S",
      defaultValue = "0",
      description =
          "Seed of --keep-fraction, --long-tail and of the validation images, a fifth, where no file"
              + " names them. Default: 0.")
  private long seed;

  @Option(
      names = "--write-observed",
      paramLabel = "FILE",
      description = "Write what training is told, in the form of --observed.")
  private @Nullable Path written;

  /** Reads, corrupts and writes as asked. */
  Dataset apply(LabelledImages images, ClassNames classes) throws IOException {
    check();
    Optional<ObservedLabels> file =
        observed == null
            ? Optional.empty()
            : Optional.of(ObservedLabels.read(observed, images, classes));
    Optional<Tail> tail =
        longTail == null ? Optional.empty() : Optional.of(new Tail(longTail, longTailMost));
    Dataset data = new Labelling(file, tail, corruption(), allLabels, seed).apply(images);
    if (written != null) {
      ObservedLabels.write(written, data, classes);
    }
    return data;
  }

  private Corruption corruption() {
    if (singlePositive != null) {
      return new Corruption.OnePositive(singlePositive, sizeBiased);
    }
    return keepFraction == null ? new Corruption.None() : new Corruption.KeepFraction(keepFraction);
  }

  private void check() {
    if (singlePositive != null && keepFraction != null) {
      throw new UsageException("give --single-positive or --keep-fraction, not both");
    }
    if (allLabels && (singlePositive != null || keepFraction != null)) {
      throw new UsageException("--all-labels hides nothing: leave the other labels' option out");
    }
    if (observed != null && !allLabels && (singlePositive != null || keepFraction != null)) {
      throw new UsageException(
          "--observed says already what training is told: leave it or the option that hides labels out");
    }
    if (sizeBiased && singlePositive == null) {
      throw new UsageException("--size-biased goes with --single-positive");
    }
    if (keepFraction != null && !(keepFraction > 0 && keepFraction <= 1)) {
      throw new UsageException(
          "--keep-fraction %s: it is above 0, at most 1".formatted(keepFraction));
    }
    if (longTail != null && !(longTail > 0)) {
      throw new UsageException("--long-tail %s: it is above 0".formatted(longTail));
    }
  }
}
