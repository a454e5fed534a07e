package io.gleaner.learner;

import io.gleaner.protocol.v1.ModelRecord;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Topic {@code models} as a file that outlives its writer; a record is in it whole or not. */
record ModelLog(Path file) {

  void append(byte[] record) throws IOException {
    ByteArrayOutputStream framed = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(framed);
    out.writeInt(record.length);
    out.write(record);
    Files.write(file, framed.toByteArray(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  List<ModelRecord> records() throws IOException {
    List<ModelRecord> records = new ArrayList<>();
    if (!Files.exists(file)) {
      return records;
    }
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      while (true) {
        records.add(ModelRecord.parseFrom(in.readNBytes(in.readInt())));
      }
    } catch (EOFException e) {
      return records;
    }
  }
}
