package io.gleaner.estimator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.gleaner.protocol.v1.Prediction;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ImagePredictionTest {

  private static final Prediction FULL =
      Events.prediction(Prediction.Purpose.TRAIN, 3, 1L << 40, 0.25f, 1f, 0f)
          .setEprGradient(-0.125)
          .setPriorVersion(9)
          .addProjection(3f)
          .build();

  @Property(tries = 300)
  @Label("what is read is what Protobuf reads")
  void shouldAgreeWithProtobuf(
      @ForAll String id,
      @ForAll long lineage,
      @ForAll long step,
      @ForAll @IntRange(min = -3, max = 5) int purpose,
      @ForAll @Size(max = 20) float[] probabilities,
      @ForAll double eprGradient,
      @ForAll long priorVersion,
      @ForAll @Size(max = 3) float[] projection)
      throws Exception {
    Prediction.Builder builder =
        Prediction.newBuilder()
            .setId(new String(id.getBytes(UTF_8), UTF_8))
            .setLineage(lineage)
            .setStep(step)
            .setPurposeValue(purpose)
            .setEprGradient(eprGradient)
            .setPriorVersion(priorVersion)
            .setLabelSpaceVersion(probabilities.length);
    for (float p : probabilities) {
      builder.addProbabilities(p);
    }
    for (float p : projection) {
      builder.addProjection(p);
    }

    assertSame(ImagePrediction.parse(builder.build().toByteArray()), builder.build());
  }

  private static void assertSame(ImagePrediction read, Prediction expected) {
    assertThat(read.id()).isEqualTo(expected.getId());
    assertThat(read.model()).isEqualTo(new ModelStep(expected.getLineage(), expected.getStep()));
    assertThat(read.purpose()).isEqualTo(expected.getPurpose());
    assertThat(read.eprGradient()).isEqualTo(expected.getEprGradient());
    assertThat(read.priorVersion()).isEqualTo(expected.getPriorVersion());
    assertThat(read.labelSpaceVersion()).isEqualTo(expected.getLabelSpaceVersion());
    assertThat(read.classes()).isEqualTo(expected.getProbabilitiesCount());
    for (int k = 0; k < read.classes(); k++) {
      assertThat(read.probabilities()[k]).isEqualTo(expected.getProbabilities(k));
    }
  }

  @Property(tries = 1_000)
  @Label("bytes that Protobuf refuses are refused, and no others")
  void shouldRefuseWhatProtobufRefuses(
      @ForAll @IntRange(max = 60) int at, @ForAll byte value, @ForAll @IntRange(max = 60) int cut)
      throws Exception {
    byte[] bytes = FULL.toByteArray();
    bytes[at % bytes.length] = value;
    byte[] damaged = Arrays.copyOf(bytes, bytes.length - cut % bytes.length);
    Prediction expected;
    try {
      expected = Prediction.parseFrom(damaged);
    } catch (InvalidProtocolBufferException e) {
      assertThatThrownBy(() -> ImagePrediction.parse(damaged))
          .isInstanceOf(InvalidProtocolBufferException.class);
      return;
    }
    assertSame(ImagePrediction.parse(damaged), expected);
  }

  @Test
  @DisplayName("probabilities may come one by one, and in several blocks")
  void shouldReadEveryEncoding() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeFloat(Prediction.PROBABILITIES_FIELD_NUMBER, 0.5f);
    out.writeFloat(Prediction.PROBABILITIES_FIELD_NUMBER, 0.75f);
    out.flush();
    bytes.writeBytes(FULL.toByteArray());

    assertThat(ImagePrediction.parse(bytes.toByteArray()).probabilities())
        .containsExactly(0.5f, 0.75f, 0.25f, 1f, 0f);
  }
}
