package io.gleaner.app.demo;

import io.gleaner.evaluation.Truth;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;

/** The first so many pictures of a seed, with the truth about each. Safe for several threads. */
public final class PictureSet {

  /** What is on a picture; the pixels are drawn anew whenever they are wanted. */
  private record Known(List<Integer> present, int kept) {}

  private final Pictures pictures;
  private final AtomicReferenceArray<Known> known;

  /** Pictures of a seed. */
  public PictureSet(long seed, int count) {
    this.pictures = new Pictures(seed);
    this.known = new AtomicReferenceArray<>(count);
  }

  /** Class names in label-space order. */
  public static List<String> classNames() {
    return Pictures.classNames();
  }

  /** How many there are. */
  public int count() {
    return known.length();
  }

  /** How many are not holdout. */
  int trainingCount() {
    return (int) IntStream.range(0, count()).filter(i -> !holdout(i)).count();
  }

  /** A picture's id. */
  public String id(int i) {
    return Picture.id(i);
  }

  boolean holdout(int i) {
    return Pictures.isHoldout(i);
  }

  /** The picture as a JPEG file. */
  byte[] jpeg(int i) {
    return draw(i).file().bytes();
  }

  /** One code of {@link Truth} a class: present or absent. */
  byte[] truth(int i) {
    byte[] truth = new byte[classNames().size()];
    Arrays.fill(truth, Truth.ABSENT);
    known(i).present().forEach(k -> truth[k] = Truth.PRESENT);
    return truth;
  }

  /** The class that a single-positive annotator names. */
  int observedPositive(int i) {
    return known(i).kept();
  }

  private Known known(int i) {
    if (known.get(i) == null) {
      draw(i);
    }
    return known.get(i);
  }

  private Picture draw(int i) {
    Picture picture = pictures.draw(i);
    List<Integer> present = picture.truth().stream().map(PictureSet::index).toList();
    known.set(i, new Known(present, index(picture.kept())));
    return picture;
  }

  private static int index(Figure figure) {
    return classNames().indexOf(figure.label());
  }
}
