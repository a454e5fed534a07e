package io.gleaner.estimator;

/**
 * What a source says of a class. The code is stored; of two words of one source with the same time
 * the one with the higher code, the more cautious one, counts.
 */
enum Verdict {
  PRESENT(1),
  ABSENT(2),
  RETRACTED(3);

  /** Code, in a vector of observed labels, of a class about which nobody says anything. */
  static final byte UNKNOWN = 0;

  private final byte code;

  Verdict(int code) {
    this.code = (byte) code;
  }

  byte code() {
    return code;
  }

  static Verdict of(int code) {
    return switch (code) {
      case 1 -> PRESENT;
      case 2 -> ABSENT;
      case 3 -> RETRACTED;
      default -> throw new RowFormatException("no verdict has code " + code);
    };
  }
}
