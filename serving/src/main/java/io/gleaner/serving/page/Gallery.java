package io.gleaner.serving.page;

import io.gleaner.protocol.v1.Role;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The newest images' JPEGs, bounded in bytes. For one thread at a time. */
final class Gallery {

  /** An image as it came. */
  static final class Picture {
    private final String id;
    private final byte[] jpeg;
    private final Role role;
    private final long millis;

    Picture(String id, byte[] jpeg, Role role, long millis) {
      this.id = id;
      this.jpeg = jpeg;
      this.role = role;
      this.millis = millis;
    }

    String id() {
      return id;
    }

    byte[] jpeg() {
      return jpeg;
    }

    Role role() {
      return role;
    }

    long millis() {
      return millis;
    }
  }

  /** Oldest first. */
  private final Map<String, Picture> pictures = new LinkedHashMap<>();

  private final long mostBytes;
  private long bytes;

  Gallery(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  void add(Picture picture) {
    remove(picture.id());
    pictures.put(picture.id(), picture);
    bytes += picture.jpeg().length;
    Iterator<Picture> oldest = pictures.values().iterator();
    while (bytes > mostBytes && oldest.hasNext()) {
      bytes -= oldest.next().jpeg().length;
      oldest.remove();
    }
  }

  void remove(String id) {
    Picture gone = pictures.remove(id);
    bytes -= gone == null ? 0 : gone.jpeg().length;
  }

  Optional<Picture> picture(String id) {
    return Optional.ofNullable(pictures.get(id));
  }

  /** The newest pictures, newest first. */
  List<Picture> newest(int count) {
    List<Picture> all = new ArrayList<>(pictures.values());
    List<Picture> newest = new ArrayList<>();
    for (int i = all.size() - 1; i >= 0 && newest.size() < count; i--) {
      newest.add(all.get(i));
    }
    return newest;
  }
}
