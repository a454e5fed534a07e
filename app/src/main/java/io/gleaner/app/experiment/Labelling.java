package io.gleaner.app.experiment;

import io.gleaner.app.command.UsageException;
import io.gleaner.app.experiment.LabelledImages.Split;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * How a fully labelled data set becomes one to learn from: which images are kept for validation,
 * whether it is thinned out to a long tail, and which labels training is told.
 *
 * @param observed labels and subsets from a file; without them, or a subset in them, every fifth
 *     image is drawn for validation
 * @param tail a long tail
 * @param corruption what is hidden; without it and a file, nothing
 * @param allLabels whether training is told everything; the file then says only the subsets
 * @param seed of whatever is drawn
 */
record Labelling(
    Optional<ObservedLabels> observed,
    Optional<Tail> tail,
    Corruption corruption,
    boolean allLabels,
    long seed) {

  private static final double VALIDATION_SHARE = 0.2;

  // So that split, tail and corruption of one seed draw different numbers.
  private static final long SPLIT_SALT = 0x5D;
  private static final long TAIL_SALT = 0x7A;

  /**
   * A long tail.
   *
   * @param alpha of the Pareto distribution
   * @param most images of the first class, 0 for as many as the most frequent class has
   */
  record Tail(double alpha, int most) {}

  /** What is hidden of the labels. */
  sealed interface Corruption {

    /** Nothing, or what a file hides. */
    record None() implements Corruption {}

    /** All but one positive of an image. */
    record OnePositive(long seed, boolean bySize) implements Corruption {}

    /** Each label with chance 1 − fraction. */
    record KeepFraction(double fraction) implements Corruption {}
  }

  /**
   * Applies it. Images to learn from or to choose by that show none of the classes are left out.
   */
  Dataset apply(LabelledImages images) {
    LabelMatrix truth = images.truth();
    int[] candidates =
        rows(images, i -> images.split(i) != Split.TEST && truth.positives(i) > 0 && named(i));
    Split[] split = split(images, candidates);
    int[] train = IntStream.of(candidates).filter(i -> split[i] == Split.TRAIN).toArray();
    int[] validation = IntStream.of(candidates).filter(i -> split[i] == Split.VALIDATION).toArray();
    int[] test = rows(images, i -> images.split(i) == Split.TEST);
    int[] all = train;
    int[] kept = tail.map(t -> thinned(truth, all, t)).orElse(all);
    return new Dataset(images, labels(images, kept), kept, validation, test);
  }

  private boolean named(int image) {
    return observed.map(file -> file.names(image)).orElse(true);
  }

  private static int[] rows(LabelledImages images, IntPredicate which) {
    return IntStream.range(0, images.count()).filter(which).toArray();
  }

  private Split[] split(LabelledImages images, int[] candidates) {
    boolean given = IntStream.of(candidates).anyMatch(i -> images.split(i) == Split.VALIDATION);
    Split[] split = new Split[images.count()];
    SplittableRandom random = new SplittableRandom(seed ^ SPLIT_SALT);
    int drawn = (int) Math.round(VALIDATION_SHARE * candidates.length);
    int[] shuffled = Shuffle.of(candidates, random);
    for (int i = 0; i < shuffled.length; i++) {
      int image = shuffled[i];
      Split otherwise = given ? images.split(image) : i < drawn ? Split.VALIDATION : Split.TRAIN;
      split[image] = observed.flatMap(file -> file.subset(image)).orElse(otherwise);
    }
    return split;
  }

  private int[] thinned(LabelMatrix truth, int[] train, Tail t) {
    int most = t.most() > 0 ? t.most() : IntStream.of(truth.counts(train)).max().orElse(1);
    return LongTail.choose(truth, train, t.alpha(), most, seed ^ TAIL_SALT);
  }

  private LabelMatrix labels(LabelledImages images, int[] train) {
    LabelMatrix truth = images.truth();
    if (corruption instanceof Corruption.OnePositive one) {
      if (one.bySize() && !images.sized()) {
        throw new UsageException(
            "--size-biased needs a column sizes in %s, one number a label"
                .formatted(images.source()));
      }
      return one.bySize()
          ? SinglePositives.bySize(images, train, one.seed())
          : SinglePositives.uniform(truth, train, one.seed());
    }
    if (corruption instanceof Corruption.KeepFraction keep) {
      return PartialLabels.keep(truth, train, keep.fraction(), seed);
    }
    if (observed.isPresent() && !allLabels) {
      return only(observed.get().labels(), train);
    }
    return only(truth, train);
  }

  private static LabelMatrix only(LabelMatrix labels, int[] chosen) {
    LabelMatrix copy = new LabelMatrix(labels.images(), labels.classes());
    for (int image : chosen) {
      copy.setRow(image, labels.row(image));
    }
    return copy;
  }
}
