package io.gleaner.app.loop;

import io.gleaner.protocol.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.RetriableException;
import org.awaitility.Awaitility;

/** How much of labels and predictions a group of label-estimators has committed. */
final class CommittedInputs implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final Duration LOOK = Duration.ofMillis(50);

  private final Admin admin;
  private final String group;
  private final Map<TopicPartition, OffsetSpec> ends;

  CommittedInputs(Properties client, Topics topics, int partitions, String group) {
    this.admin = Admin.create(client);
    this.group = group;
    this.ends =
        Stream.of(topics.labels(), topics.predictions())
            .flatMap(t -> IntStream.range(0, partitions).mapToObj(p -> new TopicPartition(t, p)))
            .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest()));
  }

  /** The committed share; 0 while no broker answers and before the group is there. */
  double share() throws InterruptedException {
    try {
      long all =
          admin.listOffsets(ends).all().get().values().stream()
              .mapToLong(end -> end.offset())
              .sum();
      long done =
          admin
              .listConsumerGroupOffsets(group)
              .partitionsToOffsetAndMetadata()
              .get()
              .entrySet()
              .stream()
              // the group reads the parts of its own figures too
              .filter(entry -> ends.containsKey(entry.getKey()) && entry.getValue() != null)
              .mapToLong(entry -> entry.getValue().offset())
              .sum();
      return (double) done / all;
    } catch (ExecutionException e) {
      return orZero(e);
    }
  }

  /**
   * While the broker is away or the group is not there yet, nothing is known; else it is a fault.
   */
  private static int orZero(ExecutionException e) {
    if (e.getCause() instanceof RetriableException
        || e.getCause() instanceof GroupIdNotFoundException) {
      return 0;
    }
    throw new IllegalStateException("cannot ask the broker how far the group is", e);
  }

  /** Returns when so many instances share the partitions. */
  void awaitInstances(int count) {
    Awaitility.await(count + " instances to share the partitions")
        .atMost(PATIENCE)
        .pollInterval(LOOK)
        .until(() -> instancesAtWork() == count);
  }

  private long instancesAtWork() throws InterruptedException {
    try {
      ConsumerGroupDescription described =
          admin.describeConsumerGroups(Set.of(group)).all().get().values().iterator().next();
      return described.members().stream()
          .map(MemberDescription::assignment)
          .filter(assignment -> !assignment.topicPartitions().isEmpty())
          .count();
    } catch (ExecutionException e) {
      return orZero(e);
    }
  }

  /** Deletes the topics whose names begin like this, so that they burden no later run. */
  void deleteTopics(String prefix) {
    admin
        .listTopics()
        .names()
        .thenApply(names -> names.stream().filter(name -> name.startsWith(prefix)).toList())
        .toCompletionStage()
        .thenCompose(names -> admin.deleteTopics(names).all().toCompletionStage())
        .toCompletableFuture()
        .join();
  }

  @Override
  public void close() {
    admin.close();
  }
}
