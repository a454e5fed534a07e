package io.gleaner.app.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.app.command.UsageException;
import io.gleaner.protocol.v1.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A CSV listing")
class CsvListingTest {

  @TempDir Path directory;

  @Test
  @DisplayName("names file, labels and the optional columns, in any order")
  void shouldReadAllColumns() throws IOException {
    Entries entries =
        read(
            """
            labels,file,role,source,id,absent
            dog; person ,a.jpg,HOLDOUT,ann,first,cat
            """);
    assertThat(entries.images)
        .singleElement()
        .satisfies(
            image -> {
              assertThat(image.where()).isEqualTo("line 2");
              assertThat(image.file()).isEqualTo("a.jpg");
              assertThat(image.id()).isEqualTo(Optional.of("first"));
              assertThat(image.present()).containsExactly("dog", "person");
              assertThat(image.absent()).containsExactly("cat");
              assertThat(image.role()).isEqualTo(Optional.of(Role.HOLDOUT));
              assertThat(image.source()).isEqualTo(Optional.of("ann"));
            });
  }

  @Test
  @DisplayName("may start with a byte order mark, hold empty lines and quoted commas")
  void shouldReadWhatSpreadsheetsWrite() throws IOException {
    Entries entries = read("\uFEFFfile,labels\r\n\r\n\"a,b.jpg\",\"dog;dog\"\r\n");
    assertThat(entries.images)
        .singleElement()
        .satisfies(
            image -> {
              assertThat(image.file()).isEqualTo("a,b.jpg");
              assertThat(image.present()).containsExactly("dog");
              assertThat(image.where()).isEqualTo("line 3");
            });
  }

  @Test
  @DisplayName("skips lines without a file or with an unknown role, and goes on")
  void shouldSkipBadLines() throws IOException {
    Entries entries = read("file,labels,role\n,dog,\na.jpg,dog,test\nb.jpg,dog\n");
    assertThat(entries.skips)
        .extracting(Skip::toString)
        .containsExactly(
            "line 2: no file name: column 'file' is empty",
            "line 3: unknown role: 'test'; it is train or holdout");
    assertThat(entries.images).extracting(ListedImage::file).containsExactly("b.jpg");
  }

  @Test
  @DisplayName("says where it breaks off")
  void shouldReportABrokenQuote() throws IOException {
    Entries entries = read("file,labels\na.jpg,dog\n\"b.jpg,dog\nc.jpg,dog\n");
    assertThat(entries.images).extracting(ListedImage::file).containsExactly("a.jpg");
    assertThat(entries.skips)
        .singleElement()
        .satisfies(skip -> assertThat(skip.reason()).isEqualTo(Skip.Reason.BROKEN_LINE));
  }

  @Test
  @DisplayName("must have a column 'labels'")
  void shouldNameAMissingColumn() {
    assertThatThrownBy(() -> read("file,label\na.jpg,dog\n"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no column 'labels'")
        .hasMessageContaining("file, label");
  }

  @Test
  @DisplayName("tells which columns it does not use, and all classes it names")
  void shouldGiveAnOverview() throws IOException {
    Path file = write("file,labels,absent,width\na.jpg,dog,cat,640\nb.jpg,,cat,640\n");
    CsvListing listing = new CsvListing(file);
    assertThat(listing.unusedColumns()).containsExactly("width");
    assertThat(listing.overview().entries()).isEqualTo(2);
    assertThat(listing.overview().classNames()).containsExactlyInAnyOrder("cat", "dog");
  }

  private Path write(String text) throws IOException {
    return Files.writeString(directory.resolve("labels.csv"), text);
  }

  private Entries read(String text) throws IOException {
    Entries entries = new Entries();
    new CsvListing(write(text)).read(entries);
    return entries;
  }
}
