package io.gleaner.app.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Free ports")
class FreePortsTest {
  private static final int FIRST_EPHEMERAL = 32_768;

  @Test
  @DisplayName("are distinct, and none is one that the system gives to whoever connects")
  void shouldBeDistinctAndNotEphemeral() {
    List<Integer> ports = FreePorts.find(50);
    assertThat(ports).hasSize(50).doesNotHaveDuplicates();
    assertThat(ports).allMatch(port -> port < FIRST_EPHEMERAL);
  }

  @Test
  @DisplayName("leave out what somebody listens on")
  void shouldLeaveOutTakenOnes() throws IOException {
    int taken = FreePorts.find(1).get(0);
    try (ServerSocket socket = new ServerSocket(taken, 1, InetAddress.getLoopbackAddress())) {
      assertThat(FreePorts.find(20)).doesNotContain(socket.getLocalPort());
    }
  }

  @Test
  @DisplayName("are refused where there are not that many")
  void shouldRefuseMoreThanThereAre() {
    assertThatThrownBy(() -> FreePorts.find(12_001)).isInstanceOf(UncheckedIOException.class);
  }
}
