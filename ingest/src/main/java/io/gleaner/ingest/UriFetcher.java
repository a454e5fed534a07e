package io.gleaner.ingest;

import io.gleaner.protocol.RejectionReason;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Fetches the image a submission names, from listed hosts and below listed directories only:
 * whoever may write submissions must not thereby read this machine's files or its network.
 */
final class UriFetcher {

  private final UriConfig config;
  private final HttpClient client;

  UriFetcher(UriConfig config) {
    this.config = config;
    this.client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(config.timeout())
            .build();
  }

  /**
   * The bytes behind a URI.
   *
   * @throws Unacceptable if it is not allowed, cannot be read in time or is too large
   */
  byte[] fetch(String text) throws Unacceptable, InterruptedException {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw new Unacceptable(RejectionReason.URI_NOT_ALLOWED, "not a URI: " + e.getMessage());
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    return switch (scheme) {
      case "http", "https" -> http(uri, scheme);
      case "file" -> file(uri);
      default -> throw notAllowed(uri, "only http, https and file are fetched");
    };
  }

  private byte[] http(URI uri, String scheme) throws Unacceptable, InterruptedException {
    if (!allowed(uri, scheme)) {
      throw notAllowed(uri, "its host is not in gleaner.ingest.uri.allow-hosts");
    }
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(config.timeout()).build();
    CompletableFuture<HttpResponse<byte[]>> pending =
        client.sendAsync(request, response -> new BoundedBody(config.maxBytes()));
    try {
      HttpResponse<byte[]> response =
          pending.get(config.timeout().toMillis(), TimeUnit.MILLISECONDS);
      if (response.statusCode() != 200) {
        throw notReadable(uri, "status " + response.statusCode());
      }
      return response.body();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BoundedBody.TooLongException) {
        throw tooLarge(uri);
      }
      throw notReadable(uri, String.valueOf(e.getCause()));
    } catch (TimeoutException e) {
      throw notReadable(uri, "not read within " + config.timeout());
    } finally {
      pending.cancel(true);
    }
  }

  private boolean allowed(URI uri, String scheme) {
    if (uri.getHost() == null || uri.getUserInfo() != null) {
      return false;
    }
    int usual = scheme.equals("https") ? 443 : 80;
    boolean atUsualPort = uri.getPort() < 0 || uri.getPort() == usual;
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    String named = atUsualPort ? host : host + ":" + uri.getPort();
    return config.allowHosts().stream()
        .map(entry -> entry.toLowerCase(Locale.ROOT))
        .anyMatch(
            entry -> entry.equals(named) || (atUsualPort && entry.equals(host + ":" + usual)));
  }

  private byte[] file(URI uri) throws Unacceptable {
    if (config.allowDirectories().isEmpty()) {
      throw notAllowed(uri, "gleaner.ingest.uri.allow-directories is empty");
    }
    Path path = realPath(uri);
    if (!belowAllowed(path)) {
      throw notAllowed(uri, "it is not below gleaner.ingest.uri.allow-directories");
    }
    if (!Files.isRegularFile(path)) {
      throw notReadable(uri, "not a file");
    }
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(config.maxBytes());
      if (in.read() >= 0) {
        throw tooLarge(uri);
      }
      return bytes;
    } catch (IOException e) {
      throw notReadable(uri, e.toString());
    }
  }

  /** A missing file outside is told like a present one: not allowed. */
  private Path realPath(URI uri) throws Unacceptable {
    Path path;
    try {
      path = Path.of(uri);
    } catch (IllegalArgumentException e) {
      throw notAllowed(uri, "not the path of a local file");
    }
    try {
      return path.toRealPath();
    } catch (IOException e) {
      Path asWritten = path.toAbsolutePath().normalize();
      if (config.allowDirectories().stream()
          .anyMatch(d -> asWritten.startsWith(d.toAbsolutePath().normalize()))) {
        throw notReadable(uri, e.toString());
      }
      throw notAllowed(uri, "it is not below gleaner.ingest.uri.allow-directories");
    }
  }

  private boolean belowAllowed(Path real) throws Unacceptable {
    for (Path directory : config.allowDirectories()) {
      try {
        if (real.startsWith(directory.toRealPath())) {
          return true;
        }
      } catch (IOException e) {
        throw new Unacceptable(
            RejectionReason.URI_NOT_READABLE,
            "gleaner.ingest.uri.allow-directories: %s cannot be read".formatted(directory));
      }
    }
    return false;
  }

  private static Unacceptable notAllowed(URI uri, String why) {
    return new Unacceptable(RejectionReason.URI_NOT_ALLOWED, uri + " may not be fetched: " + why);
  }

  private static Unacceptable notReadable(URI uri, String why) {
    return new Unacceptable(RejectionReason.URI_NOT_READABLE, uri + " could not be read: " + why);
  }

  private Unacceptable tooLarge(URI uri) {
    return new Unacceptable(
        RejectionReason.TOO_MANY_BYTES,
        "%s has more than %d bytes".formatted(uri, config.maxBytes()));
  }
}
