package io.gleaner.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * What {@link CloudEvents#headers} adds, for one type of event from one source: what is the same
 * for all of them is encoded once. For one thread.
 */
public final class EventHeaders {

  private static final String ID = "ce_id";
  private static final String TIME = "ce_time";

  private final Header[] template;
  private final int id;
  private final int time;
  private long lastMillis = -1;
  private byte[] lastTime = new byte[0];

  /**
   * Headers of Protobuf values.
   *
   * @param type what happens, e.g. {@code io.gleaner.sample.v1}
   * @param source who says so, e.g. {@code /gleaner/ingest}
   */
  public EventHeaders(String type, String source) {
    Headers headers = new RecordHeaders();
    CloudEvents.headers(headers, type, source, "", Instant.EPOCH);
    template = headers.toArray();
    id = indexOf(ID);
    time = indexOf(TIME);
    for (Header header : template) {
      // RecordHeader decodes its name on the first use: now, not with every record
      header.key();
    }
  }

  private int indexOf(String name) {
    for (int i = 0; i < template.length; i++) {
      if (template[i].key().equals(name)) {
        return i;
      }
    }
    throw new IllegalStateException("CloudEvents have no header " + name);
  }

  /**
   * The headers of one event.
   *
   * @param eventId unique within the source
   * @param millis when it happened
   */
  public Headers of(String eventId, long millis) {
    if (millis != lastMillis) {
      lastTime = Instant.ofEpochMilli(millis).toString().getBytes(UTF_8);
      lastMillis = millis;
    }
    Header[] headers = template.clone();
    headers[id] = new RecordHeader(ID, eventId.getBytes(UTF_8));
    headers[time] = new RecordHeader(TIME, lastTime);
    return new RecordHeaders(headers);
  }
}
