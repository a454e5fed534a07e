package io.gleaner.app.broker;

import java.util.Map;
import java.util.TreeMap;

/** Kafka's settings for a single node on a small machine. */
final class BrokerProperties {

  static final int NODE_ID = 1;
  static final String CONTROLLER_LISTENER = "CONTROLLER";

  private BrokerProperties() {}

  static Map<String, Object> of(BrokerConfig config, int port, int controllerPort) {
    Map<String, Object> properties = new TreeMap<>();
    addresses(properties, config, port, controllerPort);
    singleNode(properties);
    smallMachine(properties);
    return properties;
  }

  private static void addresses(
      Map<String, Object> properties, BrokerConfig config, int port, int controllerPort) {
    String controller = "127.0.0.1:" + controllerPort;
    properties.put("process.roles", "broker,controller");
    properties.put("node.id", Integer.toString(NODE_ID));
    properties.put("controller.quorum.voters", NODE_ID + "@" + controller);
    properties.put("controller.listener.names", CONTROLLER_LISTENER);
    properties.put(
        "listeners",
        "PLAINTEXT://%s:%d,%s://%s"
            .formatted(config.host(), port, CONTROLLER_LISTENER, controller));
    properties.put("advertised.listeners", "PLAINTEXT://%s:%d".formatted(config.host(), port));
    properties.put("inter.broker.listener.name", "PLAINTEXT");
    properties.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    properties.put("log.dirs", config.directory().toAbsolutePath().toString());
  }

  private static void singleNode(Map<String, Object> properties) {
    properties.put("default.replication.factor", "1");
    properties.put("min.insync.replicas", "1");
    properties.put("offsets.topic.replication.factor", "1");
    properties.put("transaction.state.log.replication.factor", "1");
    properties.put("transaction.state.log.min.isr", "1");
    properties.put("share.coordinator.state.topic.replication.factor", "1");
    properties.put("share.coordinator.state.topic.min.isr", "1");
    // What a killed client had begun to write hides what others write after it.
    properties.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
    properties.put("auto.create.topics.enable", "false");
    // Nobody else will join: a group need not wait for more members.
    properties.put("group.initial.rebalance.delay.ms", "0");
    // After a crash the old registration must expire before the new one counts.
    properties.put("broker.session.timeout.ms", "2000");
    properties.put("broker.heartbeat.interval.ms", "300");
  }

  private static void smallMachine(Map<String, Object> properties) {
    properties.put("num.network.threads", "2");
    properties.put("num.io.threads", "4");
    properties.put("background.threads", "2");
    properties.put("num.recovery.threads.per.data.dir", "2");
    properties.put("offsets.topic.num.partitions", "4");
    properties.put("transaction.state.log.num.partitions", "4");
    properties.put("share.coordinator.state.topic.num.partitions", "1");
    properties.put("log.cleaner.threads", "1");
    // The default reserves 128 MiB of heap for compaction.
    properties.put("log.cleaner.dedupe.buffer.size", "4194304");
    properties.put("log.segment.bytes", "134217728");
    properties.put("log.index.size.max.bytes", "1048576");
  }
}
