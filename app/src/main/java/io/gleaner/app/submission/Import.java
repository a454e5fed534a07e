package io.gleaner.app.submission;

import com.google.protobuf.UnsafeByteOperations;
import io.gleaner.protocol.LabelSpace;
import io.gleaner.protocol.NearestName;
import io.gleaner.protocol.v1.ImageSubmission;
import io.gleaner.protocol.v1.Role;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/** Sends every image of a listing, or counts why not. */
final class Import {

  /**
   * What a listing leaves open.
   *
   * @param role of images without one
   * @param source of images without one
   */
  record Defaults(Role role, String source) {}

  private final Submissions submissions;
  private final ImageFiles files;
  private final LabelSpace labelSpace;
  private final Defaults defaults;
  private final Tally tally;

  Import(
      Submissions submissions,
      ImageFiles files,
      LabelSpace labelSpace,
      Defaults defaults,
      Tally tally) {
    this.submissions = submissions;
    this.files = files;
    this.labelSpace = labelSpace;
    this.defaults = defaults;
    this.tally = tally;
  }

  /**
   * Sends all; everything is acknowledged or counted as skipped when this returns.
   *
   * @param afterEach called after each entry, to show progress
   */
  void run(Listing listing, Runnable afterEach) throws IOException {
    listing.read(
        new Listing.Visitor() {
          @Override
          public void image(ListedImage image) {
            send(image);
            afterEach.run();
          }

          @Override
          public void skipped(Skip skip) {
            tally.skipped(skip);
            afterEach.run();
          }
        });
    submissions.flush();
  }

  private void send(ListedImage image) {
    Optional<Skip> unknown = unknownClass(image);
    if (unknown.isPresent()) {
      tally.skipped(unknown.get());
      return;
    }
    try {
      ImageSubmission.Builder submission =
          ImageSubmission.newBuilder()
              .setId(image.id().orElse(image.file()))
              .setImage(UnsafeByteOperations.unsafeWrap(files.read(image.file())))
              .addAllPresent(image.present())
              .addAllAbsent(image.absent())
              .setRole(image.role().orElse(defaults.role()));
      submissions.send(
          submission,
          image.source().orElse(defaults.source()),
          (metadata, failure) -> acknowledged(image, failure));
    } catch (ImageFiles.UnusableFileException e) {
      tally.skipped(e.skip(image.where()));
    }
  }

  private void acknowledged(ListedImage image, @Nullable Exception failure) {
    if (failure == null) {
      tally.sent();
      return;
    }
    Skip.Reason reason =
        failure instanceof RecordTooLargeException
            ? Skip.Reason.TOO_LARGE
            : Skip.Reason.NOT_ACCEPTED;
    tally.skipped(new Skip(image.where(), reason, image.file() + ": " + failure.getMessage()));
  }

  private Optional<Skip> unknownClass(ListedImage image) {
    return Stream.concat(image.present().stream(), image.absent().stream())
        .filter(name -> labelSpace.indexOf(name).isEmpty())
        .findFirst()
        .map(name -> new Skip(image.where(), Skip.Reason.UNKNOWN_CLASS, unknown(name, labelSpace)));
  }

  /** Names an unknown class and the nearest known one. */
  static String unknown(String name, LabelSpace labelSpace) {
    return NearestName.of(name, labelSpace.names())
        .map(nearest -> "'%s'; did you mean '%s'?".formatted(name, nearest))
        .orElse("'%s'; --add-classes or `gleaner classes add` make it known".formatted(name));
  }
}
