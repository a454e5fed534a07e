package io.gleaner.serving.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Sends the page's sections to browsers as server-sent events. An event is a whole section, and
 * only its newest state is ever sent: whoever was away or is slow misses nothing, and nothing is
 * queued for him. Each browser has its thread.
 */
public final class EventFeed implements AutoCloseable {
  private static final byte[] STILL_HERE = ": still here\n\n".getBytes(UTF_8);

  /** A section's newest state, and at which round it became so. */
  private record Section(String event, long round) {}

  private final Supplier<Map<String, Object>> sections;
  private final int mostClients;
  private final Duration idle;
  private final ObjectMapper json = new ObjectMapper();
  private final Map<String, Section> newest = new LinkedHashMap<>();
  private long round;
  private int clients;
  private boolean closed;

  /**
   * A feed.
   *
   * @param mostClients browsers at once
   * @param idle after so long without news a browser gets a sign of life, which shows whether it is
   *     still there
   */
  public EventFeed(Supplier<Map<String, Object>> sections, int mostClients, Duration idle) {
    this.sections = sections;
    this.mostClients = mostClients;
    this.idle = idle;
  }

  /** Looks for what has changed and wakes the browsers' threads; no work while nobody watches. */
  public synchronized void refresh() {
    if (clients == 0) {
      return;
    }
    round++;
    sections.get().forEach(this::refresh);
    notifyAll();
  }

  private void refresh(String name, Object content) {
    String event = event(name, content);
    Section known = newest.get(name);
    if (known == null || !known.event().equals(event)) {
      newest.put(name, new Section(event, round));
    }
  }

  private String event(String name, Object content) {
    try {
      // JSON of one line, as an event's data has to be.
      return "event: %s\ndata: %s\n\n".formatted(name, json.writeValueAsString(content));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the page's section " + name + " is no JSON", e);
    }
  }

  /**
   * Takes one more browser if there is room.
   *
   * @return whether {@link #serve} may be called, which gives the room back at its end
   */
  public synchronized boolean join() {
    if (clients >= mostClients || closed) {
      return false;
    }
    clients++;
    return true;
  }

  /** How many browsers watch. */
  public synchronized int clients() {
    return clients;
  }

  /**
   * Sends everything, and then whatever changes, until the browser is gone or this is closed.
   *
   * @throws IOException if the browser is gone or does not read
   */
  public void serve(OutputStream out) throws IOException, InterruptedException {
    try {
      refresh();
      long sent = 0;
      while (!isClosed()) {
        Map<String, Section> news = awaitNews(sent);
        for (Section section : news.values()) {
          out.write(section.event().getBytes(UTF_8));
          sent = Math.max(sent, section.round());
        }
        if (news.isEmpty()) {
          out.write(STILL_HERE);
        }
        out.flush();
      }
    } finally {
      leave();
    }
  }

  private synchronized Map<String, Section> awaitNews(long sent) throws InterruptedException {
    long until = System.nanoTime() + idle.toNanos();
    Map<String, Section> news = newerThan(sent);
    while (news.isEmpty() && !closed) {
      long left = (until - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return news;
      }
      wait(left);
      news = newerThan(sent);
    }
    return news;
  }

  private Map<String, Section> newerThan(long sent) {
    Map<String, Section> news = new HashMap<>(newest);
    news.values().removeIf(section -> section.round() <= sent);
    return news;
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private synchronized void leave() {
    clients--;
  }

  /** Ends all. */
  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}
