package io.gleaner.network;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.function.LongConsumer;

/** Published weights on this machine's disk, downloaded when they are not there yet. */
public final class WeightsCache {

  private static final int OK = 200;
  private static final int BUFFER_BYTES = 1 << 16;
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(60);

  /** How long a download may send nothing. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Hugging Face, which hands out every file in {@link PublishedWeights#known()}. */
  public static final URI HUB = URI.create("https://huggingface.co");

  private final Path directory;
  private final URI hub;
  private final HttpClient client;
  private final Duration patience;

  /**
   * @param directory is made if it is not there
   * @param hub where from, over HTTPS: {@link #HUB} or a mirror of it
   * @param client must follow redirects: files are handed out by other hosts than named
   */
  public WeightsCache(Path directory, URI hub, HttpClient client) {
    this(directory, hub, client, PATIENCE);
  }

  /**
   * As the public one.
   *
   * @param patience how long a download may send nothing
   */
  WeightsCache(Path directory, URI hub, HttpClient client, Duration patience) {
    if (!"https".equals(hub.getScheme())) {
      throw new IllegalArgumentException("weights come over https only, not from " + hub);
    }
    this.hub = hub;
    this.directory = directory;
    this.client = client;
    this.patience = patience;
  }

  /**
   * Gives the file, from the disk if it is there and whole.
   *
   * @param progress is told the bytes that have come so far
   * @throws WeightsDownloadException if it cannot be had, or is another file than published
   * @throws IOException if the disk fails
   */
  public Path fetch(PublishedWeights weights, LongConsumer progress) throws IOException {
    Path file = directory.resolve(weights.fileName());
    if (Files.isRegularFile(file) && FileDigest.of(file).sha256().equals(weights.sha256())) {
      return file;
    }
    Files.createDirectories(directory);
    // Not a temporary file, which only its owner could read afterwards.
    long process = ProcessHandle.current().pid();
    Path part = directory.resolve("%s-%d.part".formatted(weights.backbone(), process));
    try {
      download(weights, part, progress);
      requirePublished(weights, FileDigest.of(part));
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return file;
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private void download(PublishedWeights weights, Path part, LongConsumer progress)
      throws IOException {
    URI uri = weights.uri(hub);
    HttpResponse<InputStream> response = open(uri);
    try (PatientReads in = new PatientReads(response.body(), patience);
        OutputStream out = Files.newOutputStream(part)) {
      if (response.statusCode() != OK) {
        throw new WeightsDownloadException(
            "%s answered with HTTP status %d: try again later, or give a file of your own with gleaner.learner.network.weights"
                .formatted(uri, response.statusCode()));
      }
      copy(in, out, weights, progress);
    }
  }

  private HttpResponse<InputStream> open(URI uri) throws IOException {
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(ANSWER_WITHIN).build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WeightsDownloadException("interrupted while waiting for " + uri, e);
    } catch (IOException e) {
      throw new WeightsDownloadException(
          "%s cannot be reached (%s): check the network and its proxy".formatted(uri, e), e);
    }
  }

  private void copy(
      PatientReads in, OutputStream out, PublishedWeights weights, LongConsumer progress)
      throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long bytes = 0;
    for (int read = read(in, buffer, weights); read >= 0; read = read(in, buffer, weights)) {
      bytes += read;
      if (bytes > weights.mostBytes()) {
        throw new WeightsDownloadException(
            "%s sends more than the %d MB that were published: not taken"
                .formatted(weights.uri(hub), weights.megabytes()));
      }
      out.write(buffer, 0, read);
      progress.accept(bytes);
    }
  }

  /** Faults of the network alone, so that a full disk is not taken for one. */
  private int read(PatientReads in, byte[] buffer, PublishedWeights weights)
      throws WeightsDownloadException {
    try {
      return in.read(buffer);
    } catch (IOException e) {
      throw new WeightsDownloadException(
          "%s broke off (%s): try again".formatted(weights.uri(hub), e.getMessage()), e);
    }
  }

  private void requirePublished(PublishedWeights weights, FileDigest actual)
      throws WeightsDownloadException {
    if (!actual.sha256().equals(weights.sha256())) {
      throw new WeightsDownloadException(
          "%s gave %d bytes with SHA-256 %s, but %s was published: not taken"
              .formatted(weights.uri(hub), actual.bytes(), actual.sha256(), weights.sha256()));
    }
  }
}
