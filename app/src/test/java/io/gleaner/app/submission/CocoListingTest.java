package io.gleaner.app.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.gleaner.app.command.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A COCO listing")
class CocoListingTest {

  /** Annotations before images and categories, as exporters write them too. */
  private static final String INSTANCES =
      """
      {"info": {"year": 2017, "nested": [1, {"a": 2}]},
       "annotations": [
         {"id": 1, "image_id": 7, "category_id": 18, "segmentation": [[1, 2, 3]], "iscrowd": 0},
         {"id": 2, "image_id": 7, "category_id": 18, "bbox": [0, 0, 1, 1]},
         {"id": 3, "image_id": 8, "category_id": 99},
         {"id": 4, "image_id": 9, "category_id": 17}],
       "images": [
         {"id": 7, "file_name": "000007.jpg", "width": 640},
         {"id": 8, "file_name": "000008.jpg"},
         {"id": 10, "file_name": "000010.jpg"}],
       "categories": [{"id": 17, "name": "cat"}, {"id": 18, "name": "dog"}]}
      """;

  @TempDir Path directory;

  @Test
  @DisplayName("gives each image its annotated categories once, and nothing about the others")
  void shouldReadAnnotations() throws IOException {
    Entries entries = read(INSTANCES, CocoListing.Absent.UNKNOWN);
    assertThat(entries.images)
        .extracting(ListedImage::file)
        .containsExactly("000007.jpg", "000010.jpg");
    assertThat(entries.images.get(0).present()).containsExactly("dog");
    assertThat(entries.images).allMatch(image -> image.absent().isEmpty());
  }

  @Test
  @DisplayName("takes unlisted categories as absent if told so")
  void shouldTakeUnlistedAsAbsent() throws IOException {
    Entries entries = read(INSTANCES, CocoListing.Absent.NEGATIVE);
    assertThat(entries.images.get(0).absent()).containsExactly("cat");
    assertThat(entries.images.get(1).absent()).containsExactlyInAnyOrder("cat", "dog");
  }

  @Test
  @DisplayName("skips images of unknown categories and annotations of unlisted images")
  void shouldSkipWhatDoesNotHoldTogether() throws IOException {
    Entries entries = read(INSTANCES, CocoListing.Absent.UNKNOWN);
    assertThat(entries.skips)
        .extracting(Skip::where, Skip::reason)
        .containsExactlyInAnyOrder(
            tuple("image 8", Skip.Reason.UNKNOWN_CATEGORY),
            tuple("image 9", Skip.Reason.UNLISTED_IMAGE));
  }

  @Test
  @DisplayName("says at which line it is no JSON")
  void shouldReportBrokenJson() {
    assertThatThrownBy(() -> read("{\"images\": [\n{\"id\": 1,", CocoListing.Absent.UNKNOWN))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("line 2 is not JSON");
  }

  @Test
  @DisplayName("must list images")
  void shouldRefuseAnotherJson() {
    assertThatThrownBy(() -> read("[1, 2]", CocoListing.Absent.UNKNOWN))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("lists no images");
  }

  private Entries read(String json, CocoListing.Absent absent) throws IOException {
    Path file = Files.writeString(directory.resolve("instances.json"), json);
    Entries entries = new Entries();
    new CocoListing(file, absent).read(entries);
    return entries;
  }
}
