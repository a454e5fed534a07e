package io.gleaner.app.submission;

import java.io.IOException;
import java.util.Set;

/** A file that lists images with their labels. It can be read any number of times. */
interface Listing {

  /** Takes what a listing holds, in its order. */
  interface Visitor {

    /** An image. */
    void image(ListedImage image) throws IOException;

    /** A place in the listing that names no image. */
    void skipped(Skip skip);
  }

  /**
   * What the whole listing holds.
   *
   * @param entries how many images it names
   * @param classNames every class it names
   */
  record Overview(long entries, Set<String> classNames) {

    public Overview {
      classNames = Set.copyOf(classNames);
    }
  }

  /** Reads the listing once to know what comes. */
  Overview overview() throws IOException;

  /** Reads the listing from its beginning. */
  void read(Visitor visitor) throws IOException;
}
