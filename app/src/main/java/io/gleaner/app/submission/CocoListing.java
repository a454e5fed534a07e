package io.gleaner.app.submission;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.gleaner.app.command.UsageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * COCO's {@code instances.json}. Read as a stream: of an annotation only image and category are
 * kept, one bit each, since categories may come last and segmentations are most of the file.
 */
final class CocoListing implements Listing {

  /** What an image's missing annotation of a category means. */
  enum Absent {
    /** Nothing: somebody may have passed it over. */
    UNKNOWN,
    /** The category is not on the image. */
    NEGATIVE
  }

  private final Absent absent;
  private final Map<Long, String> files = new LinkedHashMap<>();
  private final Map<Long, BitSet> annotated = new HashMap<>();
  private final Map<Long, Integer> categoryIndices = new HashMap<>();
  private final List<Optional<String>> categoryNames = new ArrayList<>();

  /**
   * Reads the file.
   *
   * @throws UsageException if it is not COCO's JSON
   */
  CocoListing(Path file, Absent absent) throws IOException {
    this.absent = absent;
    try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
      readDocument(json);
    } catch (JsonProcessingException e) {
      throw new UsageException(
          "%s line %d is not JSON: %s"
              .formatted(
                  file,
                  e.getLocation() == null ? 0 : e.getLocation().getLineNr(),
                  e.getOriginalMessage()));
    } catch (NumberFormatException e) {
      throw new UsageException(file + " has a category_id that is no number: " + e.getMessage());
    }
    if (files.isEmpty()) {
      throw new UsageException(file + " lists no images: is it COCO's instances.json?");
    }
  }

  @Override
  public Overview overview() {
    List<String> names = categoryNames.stream().flatMap(Optional::stream).toList();
    return new Overview(files.size(), Set.copyOf(names));
  }

  @Override
  public void read(Visitor visitor) throws IOException {
    for (Map.Entry<Long, String> image : files.entrySet()) {
      visit(image.getKey(), image.getValue(), visitor);
    }
    for (Long id : annotated.keySet()) {
      if (!files.containsKey(id)) {
        visitor.skipped(
            new Skip("image " + id, Skip.Reason.UNLISTED_IMAGE, "not among the file's images"));
      }
    }
  }

  private void visit(long id, String file, Visitor visitor) throws IOException {
    String where = "image " + id;
    if (file.isBlank()) {
      visitor.skipped(new Skip(where, Skip.Reason.NO_FILE_NAME, "no file_name"));
      return;
    }
    BitSet present = annotated.getOrDefault(id, new BitSet());
    List<String> presentNames = new ArrayList<>();
    List<String> absentNames = new ArrayList<>();
    for (int k = 0; k < categoryNames.size(); k++) {
      Optional<String> name = categoryNames.get(k);
      if (present.get(k) && name.isEmpty()) {
        visitor.skipped(
            new Skip(where, Skip.Reason.UNKNOWN_CATEGORY, "not among the file's categories"));
        return;
      }
      if (present.get(k)) {
        name.ifPresent(presentNames::add);
      } else if (absent == Absent.NEGATIVE) {
        name.ifPresent(absentNames::add);
      }
    }
    visitor.image(
        new ListedImage(
            where,
            file,
            Optional.empty(),
            presentNames,
            absentNames,
            Optional.empty(),
            Optional.empty()));
  }

  private void readDocument(JsonParser json) throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      return;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String section = json.currentName();
      json.nextToken();
      switch (section) {
        case "images" -> readObjects(json, "id", "file_name", this::image);
        case "annotations" -> readObjects(json, "image_id", "category_id", this::annotation);
        case "categories" -> readObjects(json, "id", "name", this::category);
        default -> json.skipChildren();
      }
    }
  }

  private void image(long id, @Nullable String file) {
    files.put(id, file == null ? "" : file);
  }

  private void annotation(long image, @Nullable String category) {
    if (category != null) {
      annotated.computeIfAbsent(image, i -> new BitSet()).set(index(Long.parseLong(category)));
    }
  }

  private void category(long id, @Nullable String name) {
    categoryNames.set(index(id), Optional.ofNullable(name).filter(n -> !n.isBlank()));
  }

  private int index(long category) {
    return categoryIndices.computeIfAbsent(
        category,
        c -> {
          categoryNames.add(Optional.empty());
          return categoryNames.size() - 1;
        });
  }

  /** Takes the two fields that matter of one object. */
  private interface Pair {
    void accept(long id, @Nullable String value);
  }

  private static void readObjects(JsonParser json, String key, String value, Pair pair)
      throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() == JsonToken.START_OBJECT) {
      Long id = null;
      String text = null;
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        if (field.equals(key)) {
          id = json.getLongValue();
        } else if (field.equals(value)) {
          text = json.getText();
        } else {
          json.skipChildren();
        }
      }
      if (id != null) {
        pair.accept(id, text);
      }
    }
  }
}
