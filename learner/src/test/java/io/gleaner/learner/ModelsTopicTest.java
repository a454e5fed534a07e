package io.gleaner.learner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.network.CheckpointName;
import io.gleaner.protocol.v1.ModelRecord;
import io.gleaner.protocol.v1.ModelVersion;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The topic of models, read at the start")
class ModelsTopicTest extends LoopFixture {
  private final ModelsTopic topic =
      new ModelsTopic(models, new Quarantine(TOPICS, new LearnerMeters(registry), outbox));

  private static byte[] promoted(long step) {
    ModelVersion model =
        ModelVersion.newBuilder()
            .setLineage(1)
            .setStep(step)
            .setStatus(ModelVersion.Status.PROMOTED)
            .build();
    return ModelRecord.newBuilder().setModel(model).build().toByteArray();
  }

  /** An empty value deletes the record before it. */
  private long read(byte[]... values) {
    consumer.updateBeginningOffsets(Map.of(MODELS, 0L));
    consumer.updateEndOffsets(Map.of(MODELS, (long) values.length));
    consumer.schedulePollTask(
        () -> {
          for (int i = 0; i < values.length; i++) {
            boolean deleted = values[i].length == 0;
            byte[] key = ("model/1/" + (deleted ? i : i + 1)).getBytes(UTF_8);
            consumer.addRecord(
                new ConsumerRecord<>(TOPICS.models(), 0, i, key, deleted ? null : values[i]));
          }
        });
    return topic.read(consumer, TOPICS.models());
  }

  @Test
  @DisplayName("puts a broken record aside, counts it, and reads on")
  void shouldReadOn() {
    assertThat(read(promoted(1), new byte[] {-1, -1}, promoted(3))).isEqualTo(3);
    assertThat(models.newestServed()).contains(new CheckpointName(1, 3));
    assertThat(count("rejected")).isEqualTo(1);
    assertThat(sent(TOPICS.rejected())).hasSize(1);
  }

  @Test
  @DisplayName("forgets a model whose record was deleted")
  void shouldForgetDeleted() {
    read(promoted(1), promoted(2), new byte[0]);
    assertThat(models.newestServed()).contains(new CheckpointName(1, 1));
  }
}
