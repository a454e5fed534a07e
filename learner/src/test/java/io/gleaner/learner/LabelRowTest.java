package io.gleaner.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.gleaner.protocol.v1.SoftLabels;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LabelRowTest {

  private static SoftLabels labels(int observed, int estimates) {
    return SoftLabels.newBuilder()
        .setRevision(1)
        .setLabelSpaceVersion(3)
        .setObserved(ByteString.copyFrom(new byte[observed]))
        .setEstimates(ByteString.copyFrom(new byte[estimates]))
        .build();
  }

  @Test
  @DisplayName("soft labels of a row that has not started are taken without estimates")
  void shouldTakeLabelsAlone() {
    LabelRow row = LabelRow.of(labels(3, 0));

    assertThat(row.estimated()).isFalse();
    assertThat(row.estimated(0)).isFalse();
  }

  @Test
  @DisplayName("classes beyond the estimates have none")
  void shouldTakeFewerEstimates() {
    LabelRow row = LabelRow.of(labels(3, 2));

    assertThat(row.estimated(1)).isTrue();
    assertThat(row.estimated(2)).isFalse();
  }

  @Test
  @DisplayName("classes beyond the observed codes are unknown, and may have estimates")
  void shouldTakeFewerObservedCodes() {
    LabelRow row = LabelRow.of(labels(1, 3));

    assertThat(row.observed(2)).isZero();
    assertThat(row.estimated(2)).isTrue();
  }

  @Test
  @DisplayName("classes beyond those of the label space are refused")
  void shouldRefuseMoreClasses() {
    assertThatThrownBy(() -> LabelRow.of(labels(2, 4)))
        .isInstanceOf(ClassCountException.class)
        .hasMessage("2 observed codes and 4 estimates in a label space of 3 classes");
    assertThatThrownBy(() -> LabelRow.of(labels(4, 0))).isInstanceOf(ClassCountException.class);
  }

  @Test
  @DisplayName("come back from their bytes as they were, and with their revision alone")
  void shouldReadItsBytesBack() {
    SoftLabels said =
        SoftLabels.newBuilder()
            .setRevision(1L << 40)
            .setLineage(3)
            .setStep(5_000_000_000L)
            .setLabelSpaceVersion(3)
            .setObserved(ByteString.copyFrom(new byte[] {1, 0, 2}))
            .setEstimates(ByteString.copyFrom(new byte[] {127, -128}))
            .build();
    LabelRow row = LabelRow.decode(LabelRow.of(said).encode());

    assertThat(row).isEqualTo(LabelRow.of(said));
    assertThat(LabelRow.revision(row.encode())).isEqualTo(row.revision()).isEqualTo(1L << 40);
    assertThat(row.lineage()).isEqualTo(3);
    assertThat(row.step()).isEqualTo(5_000_000_000L);
    assertThat(new byte[] {row.observed(0), row.observed(1), row.observed(2), row.observed(9)})
        .containsExactly(1, 0, 2, 0);
    assertThat(new byte[] {row.estimate(0), row.estimate(1)}).containsExactly(127, -128);
    assertThat(row.estimated(2)).isFalse();
    assertThat(row.toString()).contains("[1, 0, 2]");
  }
}
