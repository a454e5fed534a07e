package io.gleaner.estimator;

/**
 * What serving says of an image's pooled features: 32 numbers of a fixed random projection, or none
 * if a record has another count or one that is not finite. The array is shared, not copied.
 */
final class Projection {

  static final int LENGTH = 32;
  static final Projection NONE = new Projection(new float[0]);

  private final float[] values;

  private Projection(float[] values) {
    this.values = values;
  }

  static Projection of(float[] values) {
    if (values.length != LENGTH) {
      return NONE;
    }
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return NONE;
      }
    }
    return new Projection(values);
  }

  float[] values() {
    return values;
  }
}
