package io.gleaner.serving;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.gleaner.protocol.ConfigurationException;
import io.gleaner.protocol.HttpAccess;
import io.gleaner.protocol.v1.TagRecord;
import io.gleaner.serving.ServingMeters.Request;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinBindException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP interface. */
final class Http implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Http.class);
  private static final int DEFAULT_LIMIT = 20;
  private static final int THREADS = 64;
  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
  private static final String HEALTH = "/health/";
  private static final String JSON = "application/json";
  private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

  /** Scripts, styles and pictures come from here alone, and nothing may frame what we answer. */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src"
          + " 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final ServingConfig config;
  private final HttpAccess access;
  private final PageRoutes page;
  private final UntrustedImages images;
  private final Tagging tagging;
  private final ClassNames names;
  private final float untuned;
  private final TagStore tags;
  private final Supplier<Health> health;
  private final PrometheusScrape scrape;
  private final ServingMeters meters;
  private final ObjectMapper json = new ObjectMapper();
  private final JsonFormat.Printer records = JsonFormat.printer().alwaysPrintFieldsWithNoPresence();
  // Decoding is where memory goes: as many at once as can make progress.
  private final Semaphore decoding = new Semaphore(Runtime.getRuntime().availableProcessors());
  private final Javalin server;

  Http(
      ServingConfig config,
      HttpAccess access,
      PageRoutes page,
      Tagging tagging,
      ClassNames names,
      float untuned,
      TagStore tags,
      Supplier<Health> health,
      PrometheusScrape scrape,
      ServingMeters meters) {
    this.config = config;
    this.access = access;
    this.page = page;
    this.images = new UntrustedImages(config.shortSide(), config.maxPixels());
    this.tagging = tagging;
    this.names = names;
    this.untuned = untuned;
    this.tags = tags;
    this.health = health;
    this.scrape = scrape;
    this.meters = meters;
    this.server = Javalin.create(this::configure);
  }

  private void configure(JavalinConfig javalin) {
    javalin.startup.showJavalinBanner = false;
    javalin.startup.showOldJavalinVersionWarning = false;
    javalin.startup.startupWatcherEnabled = false;
    javalin.http.prefer405over404 = true;
    javalin.jetty.threadPool = new QueuedThreadPool(THREADS);
    // An id may hold an encoded slash.
    javalin.jetty.modifyHttpConfiguration(http -> http.setUriCompliance(UriCompliance.UNSAFE));
    javalin.jetty.modifyServletContextHandler(
        context -> context.getServletHandler().setDecodeAmbiguousURIs(true));
    javalin.routes.before(this::admit);
    page.addTo(javalin.routes);
    javalin.routes.post("/v1/tag", this::tag);
    javalin.routes.get("/v1/images/<id>", this::image);
    javalin.routes.get(HEALTH + "live", context -> health(context, health.get().live()));
    javalin.routes.get(HEALTH + "ready", context -> health(context, health.get().ready()));
    javalin.routes.get(
        "/metrics", context -> context.contentType(METRICS).result(scrape.prometheus().scrape()));
    javalin.routes.exception(
        HttpResponseException.class,
        (e, context) -> problem(context, e.getStatus(), "Request refused", e.getMessage(), null));
    javalin.routes.exception(UnavailableException.class, this::unavailable);
    javalin.routes.exception(Exception.class, this::internal);
  }

  private void admit(Context context) {
    context.header("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    context.header("X-Content-Type-Options", "nosniff");
    context.header("Referrer-Policy", "no-referrer");
    context.header("Cross-Origin-Resource-Policy", "same-origin");
    Optional<HttpAccess.Refusal> refusal =
        isOpen(context.path())
            ? access.misdirected(context::header)
            : access.refusal(changes(context), context::header);
    refusal.ifPresent(
        why -> {
          if (why.status() == 401) {
            context.header("WWW-Authenticate", "Bearer");
          }
          throw new HttpResponseException(why.status(), why.detail());
        });
  }

  /** The page's files hold nothing of anybody's, and probes have no token. */
  private boolean isOpen(String path) {
    return page.isFile(path) || path.startsWith(HEALTH);
  }

  private static boolean changes(Context context) {
    return !READING.contains(context.req().getMethod());
  }

  /**
   * Starts listening.
   *
   * @throws ConfigurationException if the port is taken or the address is not this machine's
   */
  void start() {
    try {
      server.start(config.host(), config.port());
    } catch (JavalinBindException e) {
      throw new ConfigurationException(
          "cannot listen on %s:%d, perhaps another program does: set gleaner.serving.port (of the demo: --port) to a free one, or 0"
              .formatted(config.host(), config.port()),
          e);
    }
    LOG.info("HTTP on http://{}:{}", config.host(), port());
  }

  /** The port it listens on. */
  int port() {
    return server.port();
  }

  private void tag(Context context) throws IOException, InterruptedException {
    meters.requested();
    long begin = System.nanoTime();
    Request outcome = Request.FAILED;
    try {
      outcome = answer(context, limit(context));
    } catch (HttpResponseException e) {
      outcome = Request.REFUSED;
      throw e;
    } finally {
      meters.answered(outcome);
      meters.request().record(System.nanoTime() - begin, TimeUnit.NANOSECONDS);
    }
  }

  private static int limit(Context context) {
    String limit = context.queryParam("limit");
    try {
      return limit == null ? DEFAULT_LIMIT : Integer.parseUnsignedInt(limit);
    } catch (NumberFormatException e) {
      throw new HttpResponseException(400, "limit=" + limit + " is no number of tags");
    }
  }

  private Request answer(Context context, int limit) throws IOException, InterruptedException {
    try {
      Tagging.Scores scores = scores(sample(body(context)));
      write(context, Tagged.of(scores.about(), scores.probabilities(), names, untuned, limit));
      return Request.TAGGED;
    } catch (BadImageException e) {
      problem(context, 422, "Image refused", e.detail(), e.reason().code());
      return Request.REFUSED;
    } catch (UnavailableException e) {
      unavailable(e, context);
      return Request.UNAVAILABLE;
    }
  }

  private void unavailable(UnavailableException e, Context context) {
    context.header("Retry-After", "1");
    problem(context, 503, "Not available now", String.valueOf(e.getMessage()), null);
  }

  private byte[] body(Context context) throws IOException {
    try (InputStream in = context.bodyInputStream()) {
      byte[] body = in.readNBytes(config.maxRequestBytes() + 1);
      if (body.length > config.maxRequestBytes()) {
        throw new HttpResponseException(
            413, "the image has more than %d bytes".formatted(config.maxRequestBytes()));
      }
      return body;
    }
  }

  private byte[] sample(byte[] body) throws BadImageException, InterruptedException {
    decoding.acquire();
    try {
      return images.sample(body);
    } finally {
      decoding.release();
    }
  }

  private Tagging.Scores scores(byte[] sample)
      throws BadImageException, UnavailableException, InterruptedException {
    Duration patience = config.requestTimeout();
    try {
      return tagging.submit(sample).get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new UnavailableException("no answer within " + patience + "; try again");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BadImageException bad) {
        throw bad;
      }
      if (e.getCause() instanceof UnavailableException unavailable) {
        throw unavailable;
      }
      throw new IllegalStateException("scoring failed", e.getCause());
    }
  }

  private void image(Context context) throws InvalidProtocolBufferException {
    String id = context.pathParam("id");
    Optional<byte[]> record = tags.get(id);
    if (record.isEmpty()) {
      problem(context, 404, "No such image", "there is no tag record of image " + id, null);
      return;
    }
    context.contentType(JSON).result(records.print(TagRecord.parseFrom(record.get())));
  }

  private void health(Context context, boolean good) throws JsonProcessingException {
    context.status(good ? 200 : 503);
    // Strangers learn no more than the status.
    if (access.refusal(false, context::header).isEmpty()) {
      write(context, health.get());
    }
  }

  private void write(Context context, Object body) throws JsonProcessingException {
    context.contentType(JSON).result(json.writeValueAsBytes(body));
  }

  private void internal(Exception e, Context context) {
    LOG.error("{} {} failed", context.method(), context.path(), e);
    problem(context, 500, "Internal error", "the log of serving has the cause", null);
  }

  private void problem(
      Context context, int status, String title, @Nullable String detail, @Nullable String reason) {
    Problem problem = new Problem(title, status, String.valueOf(detail), reason);
    try {
      context.status(status).result(json.writeValueAsBytes(problem));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a problem of plain strings is always JSON", e);
    }
    context.contentType(Problem.CONTENT_TYPE);
  }

  @Override
  public void close() {
    page.close();
    server.stop();
  }
}
