package io.gleaner.app.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gleaner.protocol.LabelSpace;
import io.gleaner.protocol.v1.ModelVersion;
import io.gleaner.protocol.v1.ModelVersion.Status;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A model in words")
class ModelLineTest {

  private static final ModelVersion MODEL =
      ModelVersion.newBuilder()
          .setLineage(1)
          .setStep(20)
          .setStatus(Status.PROMOTED)
          .setHoldoutMap(0.7921)
          .setHoldoutMapLower(0.751)
          .setHoldoutMapUpper(0.828)
          .setHoldoutImages(400)
          .build();

  @Test
  @DisplayName("has the interval beside its mAP in the list, as text and as JSON")
  void shouldListTheInterval() throws Exception {
    ModelLine line = ModelLine.of(MODEL, true, true);
    assertThat(line.toString()).contains("PROMOTED  79.21 (75.10 to 82.80)     400");
    JsonNode json = new ObjectMapper().valueToTree(line);
    assertThat(json.get("holdout_map_lower").asDouble()).isEqualTo(0.751);
    assertThat(json.get("holdout_map_upper").asDouble()).isEqualTo(0.828);
  }

  @Test
  @DisplayName("has it when the model is described")
  void shouldDescribeTheInterval() {
    assertThat(new ModelDescription(MODEL, LabelSpace.of(List.of("cat")), "whole").lines())
        .contains("holdout mAP      79.21 (75.10 to 82.80)");
  }

  @Test
  @DisplayName("claims neither mAP nor interval that it has not")
  void shouldClaimNothing() {
    ModelVersion none = MODEL.toBuilder().clearHoldoutMapLower().clearHoldoutMapUpper().build();
    assertThat(ModelLine.of(none, true, true).toString()).contains("79.21 (no interval)");
    ModelVersion unknown = none.toBuilder().clearHoldoutMap().build();
    assertThat(ModelLine.of(unknown, true, true).toString()).contains("PROMOTED  -  ");
  }
}
