package io.gleaner.network;

import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A function of one tensor as a TorchScript module without parameters, written as PyTorch's {@code
 * torch.jit.save} writes one: a zip file of source, constants and a pickled object.
 */
final class FunctionScript {

  private static final String VERSION = "3\n";

  private static final String SOURCE =
      """
      class Function(Module):
        __parameters__ = []
        __buffers__ = []
        def forward(self: __torch__.Function,
          x: Tensor) -> Tensor:
          return %s
      """;

  /** Pickle protocol 2: an empty tuple. */
  private static final String NO_CONSTANTS = "\u0080\u0002).";

  /** Pickle protocol 2: an object of the class above, with an empty dictionary as its state. */
  private static final String OBJECT = "\u0080\u0002c__torch__\nFunction\n)\u0081}b.";

  private FunctionScript() {}

  /**
   * Compiles the function.
   *
   * @param manager closes the module with itself
   * @param expression of {@code x} in TorchScript
   */
  static PtSymbolBlock load(PtNDManager manager, String expression) {
    try {
      ByteArrayInputStream module = new ByteArrayInputStream(archive(expression));
      return JniUtils.loadModule(manager, module, false, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] archive(String expression) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      entry(zip, "version", VERSION);
      entry(zip, "constants.pkl", NO_CONSTANTS);
      entry(zip, "data.pkl", OBJECT);
      entry(zip, "code/__torch__.py", SOURCE.formatted(expression));
    }
    return bytes.toByteArray();
  }

  private static void entry(ZipOutputStream zip, String name, String content) throws IOException {
    zip.putNextEntry(new ZipEntry("function/" + name));
    // a pickle's octets are written as the characters of their numbers
    zip.write(content.getBytes(StandardCharsets.ISO_8859_1));
    zip.closeEntry();
  }
}
