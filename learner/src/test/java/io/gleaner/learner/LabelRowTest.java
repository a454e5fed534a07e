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
  @DisplayName("estimates of classes that have no observed code are refused")
  void shouldRefuseMoreEstimates() {
    assertThatThrownBy(() -> LabelRow.of(labels(2, 3)))
        .isInstanceOf(ClassCountException.class)
        .hasMessage("2 observed codes but 3 estimates");
  }
}
