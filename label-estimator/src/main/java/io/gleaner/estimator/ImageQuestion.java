package io.gleaner.estimator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;

/**
 * A request for an image's explanation.
 *
 * @param image its id, which is only ever a key
 * @param className the one class asked for; null for all worth telling
 * @param target path and query as they came
 */
record ImageQuestion(String image, @Nullable String className, String target) {

  static final String PATH = "/v1/explain/";
  private static final String CLASS = "class=";

  /**
   * Reads {@code /v1/explain/<image>?class=<class>}, both percent-encoded UTF-8.
   *
   * @throws IllegalArgumentException if it is not that, saying why
   */
  static ImageQuestion of(URI uri) {
    String image = decode(uri.getRawPath().substring(PATH.length()));
    if (image.isEmpty()) {
      throw new IllegalArgumentException("no image is named: ask for " + PATH + "IMAGE");
    }
    String query = uri.getRawQuery();
    if (query == null) {
      return new ImageQuestion(image, null, uri.getRawPath());
    }
    if (!query.startsWith(CLASS)) {
      throw new IllegalArgumentException("only ?class=NAME can follow the image");
    }
    String className = decode(query.substring(CLASS.length()).replace('+', ' '));
    return new ImageQuestion(image, className, uri.getRawPath() + "?" + query);
  }

  private static String decode(String encoded) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream(encoded.length());
    byte[] raw = encoded.getBytes(UTF_8);
    for (int i = 0; i < raw.length; i++) {
      if (raw[i] == '%') {
        // a URI has two hexadecimal digits behind each
        octets.write(Integer.parseInt(new String(raw, i + 1, 2, UTF_8), 16));
        i += 2;
      } else {
        octets.write(raw[i]);
      }
    }
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(octets.toByteArray())).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("not UTF-8: " + encoded, e);
    }
  }
}
