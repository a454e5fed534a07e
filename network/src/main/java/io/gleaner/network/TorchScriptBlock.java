package io.gleaner.network;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A TorchScript file as a frozen backbone. Its parameters stay inside it: they are neither trained
 * nor saved, and its batch normalisation always uses running statistics.
 */
final class TorchScriptBlock extends AbstractBlock {

  private static final int MAP_DIMENSIONS = 4;

  /** More than one, so that a script traced for one picture alone is noticed at the start. */
  private static final int TRIED_PICTURES = 2;

  private final PtSymbolBlock script;
  private final NDManager manager;
  private final String file;

  private TorchScriptBlock(PtSymbolBlock script, NDManager manager, String file) {
    this.script = script;
    this.manager = manager;
    this.file = file;
  }

  /**
   * Loads what the operator allows.
   *
   * @param manager closes the script with itself
   * @param sha256 digest that the file must have
   * @throws IllegalArgumentException if PyTorch cannot load the file
   * @throws io.gleaner.protocol.ConfigurationException if the file is not allowed, or another one
   */
  static Block load(PtNDManager manager, OperatorScript allowed, String sha256) {
    byte[] content = allowed.content(sha256);
    try {
      PtSymbolBlock script =
          JniUtils.loadModule(manager, new ByteArrayInputStream(content), true, false);
      // It is as it was saved, maybe in training mode, whatever DJL believes.
      JniUtils.enableInferenceMode(script);
      return new TorchScriptBlock(script, manager, allowed.file());
    } catch (EngineException | IOException e) {
      throw unusable(allowed.file(), "PyTorch cannot load it: " + firstLine(e), e);
    }
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    if (training) {
      throw new IllegalStateException("a TorchScript backbone is frozen and cannot be trained");
    }
    return script.forward(store, inputs, false);
  }

  /** Tries it: a script does not say what it gives. */
  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape tried = new Shape(TRIED_PICTURES).addAll(inputShapes[0].slice(1));
    try (NDManager trial = manager.newSubManager()) {
      NDList maps =
          script.forward(new ParameterStore(trial, false), new NDList(trial.zeros(tried)), false);
      return new Shape[] {new Shape(1).addAll(requireMap(maps).slice(1))};
    } catch (EngineException | UnsupportedOperationException e) {
      throw unusable(file, "it fails on pixels %s: %s".formatted(tried, firstLine(e)), e);
    }
  }

  private Shape requireMap(NDList outputs) {
    NDArray map = outputs.size() == 1 ? outputs.get(0) : null;
    if (map == null
        || map.getDataType() != DataType.FLOAT32
        || map.getShape().dimension() != MAP_DIMENSIONS
        || map.getShape().get(0) != TRIED_PICTURES) {
      throw unusable(
          file,
          "of %d pictures it makes %s, but must make one float32 feature map [%d, C, h, w]"
              .formatted(TRIED_PICTURES, described(outputs), TRIED_PICTURES),
          null);
    }
    return map.getShape();
  }

  private static String described(NDList outputs) {
    return outputs.stream().map(a -> a.getDataType() + " " + a.getShape()).toList().toString();
  }

  private static IllegalArgumentException unusable(
      String file, String why, @Nullable Exception cause) {
    return new IllegalArgumentException(
        "TorchScript file %s cannot be a backbone: %s".formatted(file, why), cause);
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
