package io.gleaner.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class RejectionTest {

  private final Topics topics = new Topics("g.");

  private ProducerRecord<byte[], byte[]> reject(byte[] key, byte[] value, int maxBytes) {
    RecordHeaders headers = new RecordHeaders();
    headers.add("mine", "yes".getBytes(UTF_8));
    ConsumerRecord<byte[], byte[]> origin =
        new ConsumerRecord<>(
            "in",
            3,
            42L,
            0L,
            TimestampType.CREATE_TIME,
            0,
            0,
            key,
            value,
            headers,
            Optional.empty());
    return Rejection.record(
        topics, origin, RejectionReason.UNKNOWN_CLASS, "ingest", "no class drgon", maxBytes);
  }

  private static String header(ProducerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }

  @Test
  void shouldForwardTheRecordAsItCameAndSayWhyAndWhereFrom() {
    var rejected = reject("id".getBytes(UTF_8), new byte[100], 1000);
    assertThat(rejected.topic()).isEqualTo("g.rejected.v1");
    assertThat(rejected.key()).isEqualTo("id".getBytes(UTF_8));
    assertThat(rejected.value()).hasSize(100);
    assertThat(header(rejected, "mine")).isEqualTo("yes");
    assertThat(header(rejected, Rejection.REASON)).isEqualTo("unknown-class");
    assertThat(header(rejected, Rejection.STAGE)).isEqualTo("ingest");
    assertThat(header(rejected, Rejection.DETAIL)).isEqualTo("no class drgon");
    assertThat(header(rejected, Rejection.TOPIC)).isEqualTo("in");
    assertThat(header(rejected, Rejection.PARTITION)).isEqualTo("3");
    assertThat(header(rejected, Rejection.OFFSET)).isEqualTo("42");
    assertThat(header(rejected, Rejection.SIZE)).isEqualTo("100");
  }

  @Test
  void shouldSendALargeValueByReference() {
    var rejected = reject("id".getBytes(UTF_8), new byte[1001], 1000);
    assertThat(rejected.value()).isNull();
    assertThat(header(rejected, Rejection.SIZE)).isEqualTo("1001");
    assertThat(header(rejected, Rejection.OFFSET)).isEqualTo("42");
  }

  @Test
  void shouldLeaveOutAnOversizedKeyToo() {
    var rejected = reject(new byte[2000], new byte[10], 1000);
    assertThat(rejected.key()).isNull();
    assertThat(rejected.value()).hasSize(10);
  }
}
