package io.gleaner.estimator;

import io.gleaner.protocol.v1.Role;
import org.jspecify.annotations.Nullable;

/**
 * All that is kept of one image. Immutable.
 *
 * @param classes size of the largest label space the image was spoken of in
 * @param revision of the last published record; only grows, across deletion too
 * @param estimates null before the first TRAIN prediction
 * @param scores null before the first SCORE prediction
 * @param arrival null before the first SCORE prediction
 * @param published the last tags; null before the first, and in a row read for training
 * @param query null when nothing is asked
 * @param unanswered what was asked in vain
 */
record Row(
    int classes,
    long revision,
    Sayings sayings,
    @Nullable Estimates estimates,
    @Nullable Scores scores,
    @Nullable Arrival arrival,
    @Nullable PublishedTags published,
    @Nullable OpenQuery query,
    Unanswered unanswered) {

  /** An image nobody has spoken of. */
  static final Row NEW = said(0, 0, Sayings.NONE);

  /** A row that knows only what was said. */
  static Row said(int classes, long revision, Sayings sayings) {
    return new Row(classes, revision, sayings, null, null, null, null, null, Unanswered.NONE);
  }

  /** What is left of an image that was deleted and not submitted again. */
  static Row marker(long revision, long deletedAt) {
    return said(0, revision, Sayings.deletedAt(deletedAt));
  }

  /** Whether this is only the marker of a deletion. */
  boolean deleted() {
    return deletedAt() != Sayings.NEVER && sayings.latestEvent() <= deletedAt();
  }

  /** Time of the last deletion, or {@link Sayings#NEVER}. */
  long deletedAt() {
    return sayings.deletedAt();
  }

  /** Whether no label event has been seen since the image was last deleted. */
  boolean unannounced() {
    return sayings.latestEvent() == Sayings.NEVER;
  }

  Role role() {
    return sayings.latestHoldout() == Sayings.NEVER ? Role.TRAIN : Role.HOLDOUT;
  }

  Ledger ledger() {
    return sayings.ledger();
  }

  byte[] observed() {
    return ledger().observed(classes);
  }

  /** The TRAIN prediction applied last. */
  ModelStep trained() {
    return estimates == null ? ModelStep.NONE : estimates.applied();
  }

  Row withClasses(int size) {
    int most = Math.max(size, classes);
    return new Row(
        most, revision, sayings, estimates, scores, arrival, published, query, unanswered);
  }

  Row withRevision(long next) {
    return new Row(
        classes, next, sayings, estimates, scores, arrival, published, query, unanswered);
  }

  Row withSayings(Sayings more) {
    return new Row(
        classes, revision, more, estimates, scores, arrival, published, query, unanswered);
  }

  Row withEstimates(Estimates moved) {
    return new Row(
        classes, revision, sayings, moved, scores, arrival, published, query, unanswered);
  }

  Row withScores(@Nullable Scores newer, @Nullable Arrival first) {
    return new Row(
        classes, revision, sayings, estimates, newer, first, published, query, unanswered);
  }

  /** This row, after its tags were published under its revision. */
  Row publishedAt(long millis) {
    return withPublished(new PublishedTags(revision, millis));
  }

  Row withPublished(@Nullable PublishedTags last) {
    return new Row(classes, revision, sayings, estimates, scores, arrival, last, query, unanswered);
  }

  /** This row with a question put to annotators under its revision. */
  Row asking(Question question) {
    return withQuery(new OpenQuery(question.classIndex(), revision, question.auditPropensity()));
  }

  Row withQuery(@Nullable OpenQuery open) {
    return new Row(
        classes, revision, sayings, estimates, scores, arrival, published, open, unanswered);
  }

  /** This row, whose query nobody answered: its class is not asked about again until then. */
  Row askedInVain(long until, long now) {
    if (query == null) {
      return this;
    }
    Unanswered more = unanswered.plus(query.classIndex(), until, now);
    return new Row(classes, revision, sayings, estimates, scores, arrival, published, null, more);
  }
}
