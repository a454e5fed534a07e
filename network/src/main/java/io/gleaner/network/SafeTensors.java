package io.gleaner.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads and writes safetensors files: eight bytes of header length (little-endian), a JSON header,
 * then the tensors' bytes without gaps. The format holds data only, no code.
 *
 * @see <a href="https://github.com/huggingface/safetensors">the format's description</a>
 */
public final class SafeTensors {

  private static final int LENGTH_BYTES = Long.BYTES;

  private SafeTensors() {}

  /**
   * Reads a whole file.
   *
   * @return the tensors by name, in the order of the header
   * @throws InvalidWeightsException if the file is cut short or its header does not hold; the
   *     message names the file and what is wrong
   * @throws IOException if it cannot be read
   */
  public static Map<String, Tensor> read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return read(channel);
    } catch (InvalidHeaderException e) {
      throw new InvalidWeightsException(file + ": " + e.getMessage(), e);
    } catch (EOFException e) {
      throw new InvalidWeightsException(file + ": the file got shorter while it was read", e);
    }
  }

  private static Map<String, Tensor> read(FileChannel channel)
      throws IOException, InvalidHeaderException {
    long fileBytes = channel.size();
    if (fileBytes < LENGTH_BYTES) {
      throw new InvalidHeaderException(
          "cut short: %d bytes, not even a header length".formatted(fileBytes));
    }
    long headerBytes = bytes(channel, 0, LENGTH_BYTES).getLong();
    SafeTensorsHeader.requireLength(headerBytes, fileBytes - LENGTH_BYTES);
    long dataStart = LENGTH_BYTES + headerBytes;
    byte[] json = new byte[(int) headerBytes];
    bytes(channel, LENGTH_BYTES, json.length).get(json);
    SafeTensorsHeader header = SafeTensorsHeader.parse(json, fileBytes - dataStart);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, SafeTensorsHeader.Entry> named : header.entries().entrySet()) {
      SafeTensorsHeader.Entry entry = named.getValue();
      ByteBuffer data =
          bytes(channel, dataStart + entry.begin(), Math.toIntExact(entry.end() - entry.begin()));
      tensors.put(named.getKey(), new Tensor(entry.dtype(), entry.shape(), data));
    }
    return tensors;
  }

  private static ByteBuffer bytes(FileChannel channel, long position, int count)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    long at = position;
    while (buffer.hasRemaining()) {
      int read = channel.read(buffer, at);
      if (read < 0) {
        throw new EOFException();
      }
      at += read;
    }
    return buffer.flip();
  }

  /**
   * Writes a file, over any that is there, and forces it to the disk.
   *
   * @param tensors by name, written in this order
   * @param metadata free text for the header's {@code __metadata__}
   */
  public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    byte[] header = header(tensors, metadata);
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer length = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      writeFully(channel, length.putLong(header.length).flip());
      writeFully(channel, ByteBuffer.wrap(header));
      for (Tensor tensor : tensors.values()) {
        writeFully(channel, tensor.bytes());
      }
      channel.force(true);
    }
  }

  private static byte[] header(Map<String, Tensor> tensors, Map<String, String> metadata) {
    try {
      return SafeTensorsHeader.serialise(tensors, metadata);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("tensor names or metadata cannot be written as JSON", e);
    }
  }

  private static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }
}
