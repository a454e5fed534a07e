package io.gleaner.serving.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.gleaner.protocol.v1.Drift;
import io.gleaner.protocol.v1.DriftBaseline;
import io.gleaner.protocol.v1.LabelQuery;
import io.gleaner.protocol.v1.ModelVersion;
import io.gleaner.protocol.v1.QualityReport;
import io.gleaner.protocol.v1.Role;
import io.gleaner.protocol.v1.Sample;
import io.gleaner.protocol.v1.TagRecord;
import io.gleaner.protocol.v1.TagRecord.Observation;
import io.gleaner.protocol.v1.TagRecord.Tag;
import io.gleaner.serving.page.ImageView.TagView;
import io.gleaner.serving.page.QueriesView.QueryView;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The live page")
class LivePageTest {
  private static final int JPEG = 1_000;

  private final Map<String, TagRecord> tags = new HashMap<>();
  private final LivePage page =
      new LivePage(
          id -> Optional.ofNullable(tags.get(id)),
          100 * JPEG,
          Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));

  @Test
  @DisplayName("shows the newest images first, as many as fit on it")
  void shouldShowTheNewest() {
    for (int i = 0; i < 30; i++) {
      image("image" + i);
    }
    assertThat(images()).hasSize(24);
    assertThat(images().get(0).id()).isEqualTo("image29");
  }

  @Test
  @DisplayName("keeps pictures within its bound of bytes, an image sent again once")
  void shouldBoundPictures() {
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 150; i++) {
        image("image" + i);
      }
    }
    assertThat(page.jpeg("image149")).isPresent();
    assertThat(page.jpeg("image50")).isPresent();
    assertThat(page.jpeg("image49")).isEmpty();
  }

  @Test
  @DisplayName("forgets an image that is deleted, and what was asked about it")
  void shouldForgetTheDeleted() {
    image("gone");
    page.query("gone", query("gone", "cat", 3));
    page.sample(Sample.newBuilder().setId("gone").setDeleted(true).build(), 5);
    assertThat(images()).isEmpty();
    assertThat(page.jpeg("gone")).isEmpty();
    assertThat(queries()).isEqualTo(new QueriesView(0, List.of()));
  }

  @Test
  @DisplayName("shows an image's tags: what is observed first, then the verdict, then the likely")
  void shouldShowTags() {
    image("a");
    TagRecord.Builder record = TagRecord.newBuilder().setId("a").setLineage(1).setStep(20);
    for (int k = 0; k < 20; k++) {
      record.addTags(Tag.newBuilder().setName("unlikely" + k).setScore(0.01f).setEstimate(0.02f));
    }
    record.addTags(Tag.newBuilder().setName("likely").setScore(0.4f).setEstimate(0.3f));
    record.addTags(Tag.newBuilder().setName("verdict").setScore(0.3f).setPresent(true));
    record.addTags(
        Tag.newBuilder()
            .setName("seen")
            .setScore(0.1f)
            .setObserved(Observation.PRESENT)
            .setObservedBy("nurse"));
    tags.put("a", record.build());
    ImageView shown = images().get(0);
    assertThat(shown.model()).isEqualTo("1/20");
    assertThat(shown.tags()).hasSize(6);
    assertThat(shown.tags().subList(0, 3))
        .containsExactly(
            new TagView("seen", 0.1f, null, "present", "nurse", false),
            new TagView("verdict", 0.3f, null, "", "", true),
            new TagView("likely", 0.4f, 0.3f, "", "", false));
  }

  @Test
  @DisplayName("shows an image before it is scored, and marks a holdout image")
  void shouldShowTheUntagged() {
    page.sample(Sample.newBuilder().setId("a").setJpeg(bytes()).setRole(Role.HOLDOUT).build(), 7);
    assertThat(images()).containsExactly(new ImageView("a", 7, true, "", List.of()));
  }

  @Test
  @DisplayName("shows audits first, then the most telling queries")
  void shouldOrderQueries() {
    for (String id : List.of("a", "b", "c")) {
      image(id);
    }
    page.query("a", query("a", "cat", 2));
    page.query("b", query("b", "dog", 5));
    page.query("c", query("c", "cow", 0).toBuilder().setAuditPropensity(0.01).build());
    assertThat(queries().waiting()).isEqualTo(3);
    assertThat(queries().next()).extracting(QueryView::name).containsExactly("cow", "dog", "cat");
  }

  @Test
  @DisplayName("shows no query that is withdrawn, answered, or whose picture is not at hand")
  void shouldShowOnlyWhatCanBeAnswered() {
    for (String id : List.of("withdrawn", "answered", "observed")) {
      image(id);
      page.query(id, query(id, "cat", 2));
    }
    page.query("no picture", query("no picture", "cat", 9));
    page.query("withdrawn", null);
    page.answered(query("answered", "cat", 2));
    tags.put(
        "observed",
        TagRecord.newBuilder()
            .addTags(Tag.newBuilder().setName("cat").setObserved(Observation.ABSENT))
            .build());
    assertThat(queries().next()).isEmpty();
    assertThat(page.waiting("no picture", "no picture/cat")).isPresent();
    assertThat(page.waiting("answered", "answered/cat")).isEmpty();
  }

  @Test
  @DisplayName("keeps a newer query when an older one is answered")
  void shouldKeepTheNewerQuery() {
    image("a");
    page.query("a", query("a", "dog", 2));
    page.answered(query("a", "cat", 2));
    assertThat(queries().next()).extracting(QueryView::name).containsExactly("dog");
  }

  @Test
  @DisplayName("keeps a bounded number of queries, the newest")
  void shouldBoundQueries() {
    for (int i = 0; i <= WaitingQueries.MOST; i++) {
      page.query("image" + i, query("image" + i, "cat", 2));
    }
    assertThat(queries().waiting()).isEqualTo(WaitingQueries.MOST);
    assertThat(page.waiting("image0", "image0/cat")).isEmpty();
  }

  @Test
  @DisplayName("tells which model serves and how the newest was judged")
  void shouldTellModels() {
    page.model(model(10, ModelVersion.Status.PROMOTED));
    page.model(model(20, ModelVersion.Status.CANDIDATE));
    page.model(model(20, ModelVersion.Status.REJECTED));
    var views = (ModelsSeen.Views) section("models");
    assertThat(views.served()).extracting(ModelsSeen.View::name).isEqualTo("1/10");
    assertThat(views.judged()).extracting(ModelsSeen.View::name).isEqualTo("1/20");
    page.model(model(20, ModelVersion.Status.PROMOTED));
    views = (ModelsSeen.Views) section("models");
    assertThat(views.served()).extracting(ModelsSeen.View::name).isEqualTo("1/20");
  }

  @Test
  @DisplayName("tells what drifted last, newest first")
  void shouldTellDrifts() {
    for (int i = 1; i <= DriftsSeen.MOST + 2; i++) {
      page.quality(drift("class" + i));
    }
    List<DriftsSeen.View> drifts = ((DriftsSeen.Views) section("drifts")).newest();
    assertThat(drifts).hasSize(DriftsSeen.MOST);
    assertThat(drifts.get(0))
        .isEqualTo(
            new DriftsSeen.View(
                "PREVALENCE", "class8", 0, "ROSE", 0.02, 0.04, 100, 200, 812, "1/20", 3));
    assertThat(section("figures")).as("not a figure among others").isEqualTo(Map.of());
  }

  @Test
  @DisplayName("tells how many images of the newest model drift is judged by, where there are most")
  void shouldTellWhetherItIsTooEarly() {
    assertThat(((DriftsSeen.Views) section("drifts")).baseline()).isNull();
    page.quality(baseline(812, 4_000));
    page.quality(baseline(3, 700));
    assertThat(((DriftsSeen.Views) section("drifts")).baseline())
        .isEqualTo(new DriftsSeen.Baseline(700, 10_000));
  }

  private static QualityReport baseline(long... images) {
    DriftBaseline.Builder baseline = DriftBaseline.newBuilder().setNeeded(10_000);
    for (long one : images) {
      baseline.addPartitions(DriftBaseline.Partition.newBuilder().setImages(one));
    }
    return QualityReport.newBuilder()
        .setFigure("drift-baseline")
        .setDriftBaseline(baseline)
        .build();
  }

  private static QualityReport drift(String name) {
    return QualityReport.newBuilder()
        .setFigure("drift")
        .setLineage(1)
        .setStep(20)
        .setDrift(
            Drift.newBuilder()
                .setStream(Drift.Stream.PREVALENCE)
                .setClassName(name)
                .setChange(Drift.Change.ROSE)
                .setBefore(0.02)
                .setAfter(0.04)
                .setSinceMillis(100)
                .setNoticedMillis(200)
                .setImages(812)
                .setPartition(3))
        .build();
  }

  private static ModelVersion model(long step, ModelVersion.Status status) {
    return ModelVersion.newBuilder().setLineage(1).setStep(step).setStatus(status).build();
  }

  private void image(String id) {
    page.sample(Sample.newBuilder().setId(id).setJpeg(bytes()).build(), 0);
  }

  private static ByteString bytes() {
    return ByteString.copyFrom(new byte[JPEG]);
  }

  private static LabelQuery query(String id, String name, double value) {
    return LabelQuery.newBuilder()
        .setQueryId(id + "/" + name)
        .setId(id)
        .setClassName(name)
        .setValue(value)
        .build();
  }

  @SuppressWarnings("unchecked")
  private List<ImageView> images() {
    return (List<ImageView>) section("images");
  }

  private QueriesView queries() {
    return (QueriesView) section("queries");
  }

  private Object section(String name) {
    return Objects.requireNonNull(page.sections().get(name));
  }
}
