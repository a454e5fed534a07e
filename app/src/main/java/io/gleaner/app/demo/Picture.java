package io.gleaner.app.demo;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * One drawn picture and the whole truth about it.
 *
 * @param number i, its place in the data set
 * @param file the JPEG
 * @param truth every class on it, 1 to 5 of them
 * @param kept the positive that a single-positive annotator would have given
 * @param holdout whether it is one of the fully labelled pictures that are never trained on
 */
record Picture(int number, JpegFile file, Set<Figure> truth, Figure kept, boolean holdout) {

  private static final String PREFIX = "picture-";

  Picture {
    truth = Collections.unmodifiableSet(EnumSet.copyOf(truth));
  }

  /** The image id in every topic, for example {@code picture-000042}. */
  String id() {
    return id(number);
  }

  /** The image id of picture {@code number}. */
  static String id(int number) {
    return PREFIX + "%06d".formatted(number);
  }

  /** The number of the picture with that image id. */
  static int number(String id) {
    return Integer.parseInt(id.substring(PREFIX.length()));
  }
}
