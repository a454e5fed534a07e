package io.gleaner.app.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The embedded broker")
class BrokerIT {

  @TempDir Path directory;

  @Test
  @DisplayName("keeps its topics over a restart on the same directory, on other ports")
  void shouldRestart() throws Exception {
    try (Broker broker = Broker.started(BrokerConfig.loopback(directory));
        Admin admin = admin(broker)) {
      assertThat(broker.ready()).isTrue();
      admin
          .createTopics(List.of(new NewTopic("kept", Optional.of(2), Optional.empty())))
          .all()
          .get();
    }
    try (Broker broker = Broker.started(BrokerConfig.loopback(directory));
        Admin admin = admin(broker)) {
      Set<String> topics = admin.listTopics().names().get();
      assertThat(topics).contains("kept");
    }
  }

  @Test
  @DisplayName("says in one line that its directory is in use")
  void shouldRefuseTheSameDirectoryTwice() {
    try (Broker running = Broker.started(BrokerConfig.loopback(directory))) {
      assertThat(running.ready()).isTrue();
      assertThatThrownBy(() -> Broker.started(BrokerConfig.loopback(directory)))
          .isInstanceOf(BrokerStartException.class)
          .hasMessageContaining("another broker uses")
          .hasMessageNotContaining("\n");
    }
  }

  @Test
  @DisplayName("says in one line that its port is taken")
  void shouldRefuseATakenPort() throws Exception {
    try (var taken = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      var config = new BrokerConfig("127.0.0.1", taken.getLocalPort(), 0, directory);
      assertThatThrownBy(() -> Broker.started(config))
          .isInstanceOf(BrokerStartException.class)
          .hasMessageContaining(String.valueOf(taken.getLocalPort()))
          .hasMessageNotContaining("\n");
    }
  }

  private static Admin admin(Broker broker) {
    return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }
}
