package io.gleaner.app.submission;

import java.util.ArrayList;
import java.util.List;

/** Keeps what a listing holds. */
final class Entries implements Listing.Visitor {

  final List<ListedImage> images = new ArrayList<>();
  final List<Skip> skips = new ArrayList<>();

  @Override
  public void image(ListedImage image) {
    images.add(image);
  }

  @Override
  public void skipped(Skip skip) {
    skips.add(skip);
  }
}
