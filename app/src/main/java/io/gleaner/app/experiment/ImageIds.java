package io.gleaner.app.experiment;

/** Ids of images by their row; all of one length, so that all take the same room in a buffer. */
final class ImageIds {

  private ImageIds() {}

  static String of(int image) {
    String digits = Integer.toString(image);
    return "0".repeat(10 - digits.length()) + digits;
  }

  static int row(String id) {
    return Integer.parseInt(id);
  }
}
