package io.gleaner.app.submission;

import io.gleaner.protocol.v1.Role;
import java.util.List;
import java.util.Optional;

/**
 * One image as a listing names it.
 *
 * @param where the place in the listing, for people, e.g. {@code line 12}
 * @param file path below the images' directory
 * @param id the image's id; empty means the file's path
 * @param present class names on the image
 * @param absent class names not on the image
 * @param role as listed; empty means the import's default
 * @param source as listed; empty means the import's default
 */
record ListedImage(
    String where,
    String file,
    Optional<String> id,
    List<String> present,
    List<String> absent,
    Optional<Role> role,
    Optional<String> source) {

  ListedImage {
    present = List.copyOf(present);
    absent = List.copyOf(absent);
  }
}
