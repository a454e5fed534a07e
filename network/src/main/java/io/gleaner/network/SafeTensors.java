package io.gleaner.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
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
    byte[] json = header(channel);
    long dataStart = (long) LENGTH_BYTES + json.length;
    SafeTensorsHeader header = SafeTensorsHeader.parse(json, channel.size() - dataStart);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, SafeTensorsHeader.Entry> named : header.entries().entrySet()) {
      SafeTensorsHeader.Entry entry = named.getValue();
      ByteBuffer data =
          bytes(channel, dataStart + entry.begin(), Math.toIntExact(entry.end() - entry.begin()));
      tensors.put(named.getKey(), new Tensor(entry.dtype(), entry.shape(), data));
    }
    return tensors;
  }

  private static byte[] header(FileChannel channel) throws IOException, InvalidHeaderException {
    long fileBytes = channel.size();
    if (fileBytes < LENGTH_BYTES) {
      throw new InvalidHeaderException(
          "cut short: %d bytes, not even a header length".formatted(fileBytes));
    }
    long headerBytes = bytes(channel, 0, LENGTH_BYTES).getLong();
    SafeTensorsHeader.requireLength(headerBytes, fileBytes - LENGTH_BYTES);
    byte[] json = new byte[(int) headerBytes];
    bytes(channel, LENGTH_BYTES, json.length).get(json);
    return json;
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
    write(file, header(tensors, metadata), tensors.values());
  }

  /**
   * Writes a file as another one is: the same header with its metadata, blanks and order, and the
   * data in the same order. Unchanged tensors of that file give its very bytes.
   *
   * @param like a file with tensors of the same names, types and shapes
   * @throws InvalidWeightsException if it has others, or is no valid file
   */
  public static void writeLike(Path like, Path file, Map<String, Tensor> tensors)
      throws IOException {
    try (FileChannel channel = FileChannel.open(like, StandardOpenOption.READ)) {
      byte[] json = header(channel);
      long dataBytes = channel.size() - LENGTH_BYTES - json.length;
      write(file, json, SafeTensorsHeader.parse(json, dataBytes).inDataOrder(tensors));
    } catch (InvalidHeaderException e) {
      throw new InvalidWeightsException(like + ": " + e.getMessage(), e);
    }
  }

  private static void write(Path file, byte[] header, Collection<Tensor> tensors)
      throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer length = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      writeFully(channel, length.putLong(header.length).flip());
      writeFully(channel, ByteBuffer.wrap(header));
      for (Tensor tensor : tensors) {
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
