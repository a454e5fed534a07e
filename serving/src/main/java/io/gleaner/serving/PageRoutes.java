package io.gleaner.serving;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gleaner.protocol.v1.LabelQuery;
import io.gleaner.serving.page.EventFeed;
import io.gleaner.serving.page.LivePage;
import io.gleaner.serving.page.PageFiles;
import io.gleaner.serving.page.PageFiles.PageFile;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the live page asks the server for. */
final class PageRoutes implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PageRoutes.class);
  private static final int THUMBNAIL_SHORT_SIDE = 160;
  private static final int MOST_ANSWER_BYTES = 16 << 10;

  /** What a browser sends. */
  record Answer(String id, String queryId, boolean present) {}

  /** What a browser sends of a query that the person there cannot answer. */
  record Skip(String id, String queryId) {}

  private final LivePage page;
  private final EventFeed feed;
  private final Answers answers;
  private final UntrustedImages thumbnails;
  private final Map<String, PageFile> files = PageFiles.byPath();
  private final ObjectMapper json =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);
  // One at a time is enough for small pictures and leaves the other cores to scoring.
  private final Semaphore decoding = new Semaphore(1);

  PageRoutes(LivePage page, EventFeed feed, Answers answers, long maxPixels) {
    this.page = page;
    this.feed = feed;
    this.answers = answers;
    this.thumbnails = new UntrustedImages(THUMBNAIL_SHORT_SIDE, maxPixels);
  }

  void addTo(RoutesConfig routes) {
    files.forEach((path, file) -> routes.get(path, context -> send(context, file)));
    routes.get("/v1/live", this::live);
    routes.get("/v1/picture", this::picture);
    routes.post("/v1/answers", this::answer);
    routes.post("/v1/skips", this::skip);
  }

  /** Whether a path is one of the page's own files, which hold nothing of anybody's. */
  boolean isFile(String path) {
    return files.containsKey(path);
  }

  private static void send(Context context, PageFile file) {
    context.header("Cache-Control", "no-cache").contentType(file.contentType());
    context.result(file.content());
  }

  private void live(Context context) throws IOException, InterruptedException {
    if (!feed.join()) {
      throw new HttpResponseException(503, "as many browsers watch as may; close one of them");
    }
    context.res().setContentType("text/event-stream");
    context.res().setHeader("Cache-Control", "no-store");
    // Else nginx holds events back.
    context.res().setHeader("X-Accel-Buffering", "no");
    try {
      // The response's own stream: Javalin's would collect and compress.
      OutputStream out = context.res().getOutputStream();
      feed.serve(out);
    } catch (IOException e) {
      LOG.debug("a browser is gone or does not read: {}", e.getMessage());
    }
  }

  private void picture(Context context) throws BadImageException, InterruptedException {
    String id = Optional.ofNullable(context.queryParam("id")).orElse("");
    byte[] jpeg =
        page.jpeg(id)
            .orElseThrow(
                () -> new HttpResponseException(404, "the picture is not at hand any more"));
    decoding.acquire();
    try {
      context.result(thumbnails.sample(jpeg)).contentType("image/jpeg");
      // Its address changes with the picture.
      context.header("Cache-Control", "private, max-age=600");
    } finally {
      decoding.release();
    }
  }

  private void answer(Context context)
      throws IOException, UnavailableException, InterruptedException {
    Answer answer =
        parse(
            context,
            Answer.class,
            "an answer is JSON with id, queryId and present (true or false)");
    LabelQuery query = waiting(answer.id(), answer.queryId());
    answers.send(query, answer.present());
    settled(query, context);
  }

  private void skip(Context context)
      throws IOException, UnavailableException, InterruptedException {
    Skip skip = parse(context, Skip.class, "a skip is JSON with id and queryId");
    LabelQuery query = waiting(skip.id(), skip.queryId());
    answers.skip(query);
    settled(query, context);
  }

  private LabelQuery waiting(String id, String queryId) {
    return page.waiting(id, queryId)
        .orElseThrow(() -> new HttpResponseException(409, "that query does not wait any more"));
  }

  private void settled(LabelQuery query, Context context) {
    page.answered(query);
    feed.refresh();
    context.status(202).contentType("application/json").result("{}");
  }

  private <T> T parse(Context context, Class<T> type, String wanted) throws IOException {
    byte[] body = context.bodyInputStream().readNBytes(MOST_ANSWER_BYTES);
    try {
      return json.readValue(body, type);
    } catch (com.fasterxml.jackson.core.JacksonException e) {
      throw new HttpResponseException(400, wanted);
    }
  }

  @Override
  public void close() {
    feed.close();
  }
}
