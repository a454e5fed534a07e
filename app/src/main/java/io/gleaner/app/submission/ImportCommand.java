package io.gleaner.app.submission;

import io.gleaner.app.command.ConfigurationOption;
import io.gleaner.app.command.Progress;
import io.gleaner.app.command.UsageException;
import io.gleaner.protocol.Configuration;
import io.gleaner.protocol.LabelSpace;
import io.gleaner.protocol.LabelSpaceTopic;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gleaner import}. */
@Command(
    name = "import",
    description = {
      "Sends a folder of images with the labels that a CSV or COCO file gives them.",
      "",
      "CSV: the first line names the columns: file and labels, and if wanted absent, role (train or"
          + " holdout), source and id. Several labels are separated by semicolons:",
      "",
      "  file,labels,absent",
      "  beach/0001.jpg,dog;person,cat",
      "",
      "COCO: instances.json. A category that is not annotated on an image is unknown there, unless"
          + " --absent=negative.",
      "",
      "An image's id is its path as listed, unless the column id says otherwise. What cannot be"
          + " sent is skipped, counted and named with its line. Exit code 0: all sent, 1: something"
          + " was skipped, 2: wrong usage.",
      ""
    })
public final class ImportCommand implements Callable<Integer> {

  /** Exactly one listing. */
  static final class ListingFile {
    @Option(names = "--csv", paramLabel = "FILE", required = true, description = "A CSV listing.")
    private @Nullable Path csv;

    @Option(
        names = "--coco",
        paramLabel = "FILE",
        required = true,
        description = "A COCO listing, instances.json.")
    private @Nullable Path coco;
  }

  @Spec private @Nullable CommandSpec spec;
  @Mixin private ConfigurationOption configuration = new ConfigurationOption();

  @ArgGroup(multiplicity = "1")
  private ListingFile listing = new ListingFile();

  @Option(
      names = "--images",
      paramLabel = "DIR",
      required = true,
      description = "Where the files lie; nothing outside is read.")
  private Path images = Path.of("");

  @Option(
      names = "--absent",
      paramLabel = "unknown|negative",
      description = "COCO: what a missing annotation means (default: unknown).")
  private CocoListing.@Nullable Absent absent;

  @Option(
      names = "--add-classes",
      description = "Append classes that are not known yet to the label space.")
  private boolean addClasses;

  @Option(
      names = "--role",
      paramLabel = "train|holdout",
      defaultValue = "train",
      description = "Role of images that are listed without one (default: train).")
  private RoleOption role = RoleOption.TRAIN;

  @Option(
      names = "--source",
      paramLabel = "NAME",
      defaultValue = "import",
      description = "Who says so, where the listing does not (default: import).")
  private String source = "import";

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    Listing list = open(out);
    if (!Files.isDirectory(images)) {
      throw new UsageException("no directory " + images + ": check --images");
    }
    Listing.Overview overview = list.overview();
    Configuration settings = configuration.connect();
    LabelSpace labelSpace = labelSpace(settings, overview, out);
    Tally tally = new Tally();
    Clock clock = Clock.systemUTC();
    try (Submissions submissions = Submissions.connect(settings, "gleaner-import", clock);
        Progress progress = progress(overview.entries(), tally, out, clock)) {
      new Import(
              submissions,
              new ImageFiles(images, Submissions.maxImageBytes(settings)),
              labelSpace,
              new Import.Defaults(role.role(), source),
              tally)
          .run(list, () -> progress.at(tally.done()));
    }
    tally.report().forEach(out::println);
    out.flush();
    return tally.skippedCount() == 0 ? 0 : 1;
  }

  private static Progress progress(long entries, Tally tally, PrintWriter out, Clock clock) {
    return Progress.of(
        new Progress.Work("import", "images", 1, entries),
        done ->
            "%d of %d: %d sent, %d skipped"
                .formatted(done, entries, tally.sentCount(), tally.skippedCount()),
        out,
        clock);
  }

  private Listing open(PrintWriter out) throws IOException {
    Path csv = listing.csv;
    if (csv == null) {
      Path coco = existing(Objects.requireNonNull(listing.coco), "--coco");
      return new CocoListing(coco, absent == null ? CocoListing.Absent.UNKNOWN : absent);
    }
    if (absent != null) {
      throw new UsageException("--absent goes with --coco; a CSV has a column absent");
    }
    CsvListing list = new CsvListing(existing(csv, "--csv"));
    List<String> unused = list.unusedColumns();
    if (!unused.isEmpty()) {
      out.println("columns not used: " + String.join(", ", unused));
    }
    return list;
  }

  private static Path existing(Path file, String option) {
    if (!Files.isRegularFile(file)) {
      throw new UsageException("no file " + file + ": check " + option);
    }
    return file;
  }

  private LabelSpace labelSpace(
      Configuration settings, Listing.Overview overview, PrintWriter out) {
    try (LabelSpaceTopic topic = new LabelSpaceTopic(settings)) {
      LabelSpace known = topic.read().orElse(LabelSpace.of(List.of()));
      if (!addClasses) {
        if (known.size() == 0) {
          throw new UsageException(
              "no class is known yet: give --add-classes, or name them with `gleaner classes add`");
        }
        return known;
      }
      LabelSpace grown = topic.append(overview.classNames().stream().sorted().toList());
      if (grown.size() > known.size()) {
        out.println(
            "classes added: "
                + String.join(", ", grown.names().subList(known.size(), grown.size())));
      }
      return grown;
    }
  }
}
