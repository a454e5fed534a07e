package io.gleaner.estimator;

import io.gleaner.protocol.v1.Role;
import org.jspecify.annotations.Nullable;

/**
 * All that is kept of one image. Immutable.
 *
 * @param classes size of the largest label space the image was spoken of in
 * @param revision of the last published record; only grows, across deletion too
 * @param deletedAt time of the last deletion, or {@link #NEVER}: what was said until then is gone
 * @param latestEvent time of the newest label event, or {@link #NEVER}
 * @param latestHoldout time of the newest label event that made it a holdout image, or {@link
 *     #NEVER}
 * @param estimates null before the first TRAIN prediction
 * @param scores null before the first SCORE prediction
 * @param arrival null before the first SCORE prediction
 * @param published the last tags; null before the first, and in a row read for training
 */
record Row(
    int classes,
    long revision,
    long deletedAt,
    long latestEvent,
    long latestHoldout,
    Ledger ledger,
    @Nullable Estimates estimates,
    @Nullable Scores scores,
    @Nullable Arrival arrival,
    @Nullable PublishedTags published,
    @Nullable OpenQuery query) {

  /** Before all time; every event's time is 0 or later. */
  static final long NEVER = -1;

  /** An image nobody has spoken of. */
  static final Row NEW =
      new Row(0, 0, NEVER, NEVER, NEVER, Ledger.EMPTY, null, null, null, null, null);

  /** What is left of an image that was deleted and not submitted again. */
  static Row marker(long revision, long deletedAt) {
    return new Row(
        0, revision, deletedAt, NEVER, NEVER, Ledger.EMPTY, null, null, null, null, null);
  }

  /** Whether this is only the marker of a deletion. */
  boolean deleted() {
    return deletedAt != NEVER && latestEvent <= deletedAt;
  }

  /** Whether no label event has been seen since the image was last deleted. */
  boolean unannounced() {
    return latestEvent == NEVER;
  }

  Role role() {
    return latestHoldout == NEVER ? Role.TRAIN : Role.HOLDOUT;
  }

  byte[] observed() {
    return ledger.observed(classes);
  }

  /** The TRAIN prediction applied last. */
  ModelStep trained() {
    return estimates == null ? ModelStep.NONE : estimates.applied();
  }

  Row withClasses(int size) {
    return size <= classes
        ? this
        : new Row(
            size,
            revision,
            deletedAt,
            latestEvent,
            latestHoldout,
            ledger,
            estimates,
            scores,
            arrival,
            published,
            query);
  }

  Row withRevision(long next) {
    return new Row(
        classes,
        next,
        deletedAt,
        latestEvent,
        latestHoldout,
        ledger,
        estimates,
        scores,
        arrival,
        published,
        query);
  }

  Row withSayings(Ledger said, long event, long holdout) {
    return new Row(
        classes, revision, deletedAt, event, holdout, said, estimates, scores, arrival, published,
        query);
  }

  Row withEstimates(Estimates moved) {
    return new Row(
        classes,
        revision,
        deletedAt,
        latestEvent,
        latestHoldout,
        ledger,
        moved,
        scores,
        arrival,
        published,
        query);
  }

  Row withScores(@Nullable Scores newer, @Nullable Arrival first) {
    return new Row(
        classes,
        revision,
        deletedAt,
        latestEvent,
        latestHoldout,
        ledger,
        estimates,
        newer,
        first,
        published,
        query);
  }

  /** This row, after its tags were published under its revision. */
  Row publishedAt(long millis) {
    return withPublished(new PublishedTags(revision, millis));
  }

  Row withPublished(@Nullable PublishedTags last) {
    return new Row(
        classes,
        revision,
        deletedAt,
        latestEvent,
        latestHoldout,
        ledger,
        estimates,
        scores,
        arrival,
        last,
        query);
  }

  /** This row with a question put to annotators under its revision. */
  Row asking(Question question) {
    return withQuery(new OpenQuery(question.classIndex(), revision, question.auditPropensity()));
  }

  Row withQuery(@Nullable OpenQuery open) {
    return new Row(
        classes,
        revision,
        deletedAt,
        latestEvent,
        latestHoldout,
        ledger,
        estimates,
        scores,
        arrival,
        published,
        open);
  }
}
