package io.gleaner.estimator;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.gleaner.protocol.v1.Prediction;
import io.gleaner.protocol.v1.Prediction.Purpose;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A {@link Prediction} as rows take it. Read straight from its bytes: most of a record is one block
 * of floats, which is copied whole instead of number by number. Equal to what Protobuf reads.
 */
final class ImagePrediction {

  private static final int PACKED =
      Prediction.PROBABILITIES_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final int PACKED_PROJECTION =
      Prediction.PROJECTION_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final int SINGLE =
      Prediction.PROBABILITIES_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_FIXED32;

  private String id = "";
  private ModelStep model = ModelStep.NONE;
  private int purpose;
  private float[] probabilities = new float[0];
  private double eprGradient;
  private long priorVersion;
  private int labelSpaceVersion;
  private boolean unseen;
  private Projection projection = Projection.NONE;

  private ImagePrediction() {}

  /**
   * Reads a record.
   *
   * @throws InvalidProtocolBufferException if the bytes are no such record
   */
  static ImagePrediction parse(byte[] bytes) throws InvalidProtocolBufferException {
    ImagePrediction prediction = new ImagePrediction();
    CodedInputStream in = CodedInputStream.newInstance(bytes);
    try {
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        prediction.field(tag, in, bytes);
      }
    } catch (InvalidProtocolBufferException e) {
      throw e;
    } catch (IOException e) {
      throw new InvalidProtocolBufferException(e);
    }
    return prediction;
  }

  private void field(int tag, CodedInputStream in, byte[] bytes) throws IOException {
    switch (tag) {
      case Prediction.ID_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED ->
          id = in.readStringRequireUtf8();
      case Prediction.LINEAGE_FIELD_NUMBER << 3 ->
          model = new ModelStep(in.readInt64(), model.step());
      case Prediction.STEP_FIELD_NUMBER << 3 ->
          model = new ModelStep(model.lineage(), in.readInt64());
      case Prediction.PURPOSE_FIELD_NUMBER << 3 -> purpose = in.readEnum();
      case PACKED -> add(packed(in, bytes));
      case PACKED_PROJECTION -> projection = Projection.of(packed(in, bytes));
      case Prediction.UNSEEN_FIELD_NUMBER << 3 -> unseen = in.readBool();
      case SINGLE -> add(new float[] {in.readFloat()});
      case Prediction.EPR_GRADIENT_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_FIXED64 ->
          eprGradient = in.readDouble();
      case Prediction.PRIOR_VERSION_FIELD_NUMBER << 3 -> priorVersion = in.readInt64();
      case Prediction.LABEL_SPACE_VERSION_FIELD_NUMBER << 3 -> labelSpaceVersion = in.readUInt32();
      default -> {
        if (!in.skipField(tag)) {
          throw new InvalidProtocolBufferException("a group ends that never began");
        }
      }
    }
  }

  private static float[] packed(CodedInputStream in, byte[] bytes) throws IOException {
    int length = in.readRawVarint32();
    int from = in.getTotalBytesRead();
    in.skipRawBytes(length);
    if (length % Float.BYTES != 0) {
      throw new InvalidProtocolBufferException("a list of floats ends within a number");
    }
    float[] floats = new float[length / Float.BYTES];
    ByteBuffer.wrap(bytes, from, length).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
    return floats;
  }

  /** Usually all there is; Protobuf allows more than one block. */
  private void add(float[] more) {
    if (probabilities.length == 0) {
      probabilities = more;
    } else {
      int before = probabilities.length;
      probabilities = Arrays.copyOf(probabilities, before + more.length);
      System.arraycopy(more, 0, probabilities, before, more.length);
    }
  }

  String id() {
    return id;
  }

  ModelStep model() {
    return model;
  }

  /** UNRECOGNIZED if the number stands for none. */
  Purpose purpose() {
    Purpose known = Purpose.forNumber(purpose);
    return known == null ? Purpose.UNRECOGNIZED : known;
  }

  int classes() {
    return probabilities.length;
  }

  /** One a class; not to be written into. */
  float[] probabilities() {
    return probabilities;
  }

  double eprGradient() {
    return eprGradient;
  }

  long priorVersion() {
    return priorVersion;
  }

  /** SCORE: whether the model had not been trained through the image's sample. */
  boolean unseen() {
    return unseen;
  }

  /** SCORE: of the image's pooled features; one packed block of another length counts as none. */
  Projection projection() {
    return projection;
  }

  int labelSpaceVersion() {
    return labelSpaceVersion;
  }
}
