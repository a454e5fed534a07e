package io.gleaner.learner;

import io.gleaner.network.FileDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 of a checkpoint's files. The replay buffer's data files never change and are linked from
 * checkpoint to checkpoint, so each is read once, told by inode, size and time.
 */
final class Digests {
  private Map<Identity, FileDigest> known = new HashMap<>();

  private record Identity(@Nullable Object inode, long bytes, FileTime modified) {}

  /** Digests of every file below a directory, by relative path with {@code /}. */
  Map<String, FileDigest> of(Path directory) throws IOException {
    Map<Identity, FileDigest> current = new HashMap<>();
    Map<String, FileDigest> digests = new TreeMap<>();
    for (Path file : DurableFiles.files(directory)) {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      Identity identity =
          new Identity(attributes.fileKey(), attributes.size(), attributes.lastModifiedTime());
      FileDigest digest = known.get(identity);
      if (digest == null || attributes.fileKey() == null) {
        digest = FileDigest.of(file);
      }
      current.put(identity, digest);
      digests.put(directory.relativize(file).toString().replace('\\', '/'), digest);
    }
    known = current;
    return digests;
  }
}
