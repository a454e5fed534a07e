package io.gleaner.protocol;

import com.typesafe.config.Config;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who may ask something of one of our HTTP servers. With a token, whoever knows it. Without one,
 * whoever reaches the server, which then listens on this machine alone unless the operator says
 * otherwise; and since browsers carry other sites' requests to this machine too, those are refused
 * by what their headers tell.
 */
public final class HttpAccess {

  /** A request's headers. */
  public interface Headers {
    /** The header's value; null if there is none. */
    @Nullable String get(String name);
  }

  /**
   * Why a request is not answered.
   *
   * @param status of the HTTP answer
   * @param detail what to do about it
   */
  public record Refusal(int status, String detail) {}

  private static final Refusal NO_TOKEN =
      new Refusal(401, "this needs the bearer token of gleaner.access");
  private static final Refusal OTHER_SITE =
      new Refusal(403, "another site's page sent this; only with a bearer token could it pass");
  private static final Refusal OTHER_NAME =
      new Refusal(
          421,
          "the Host header may be another site's: ask by address or localhost, or configure gleaner.access.token-file");

  private static final String BEARER = "Bearer ";
  private static final Pattern PORT = Pattern.compile(":\\d*$");

  /** An IPv4 address, or an IPv6 one in its brackets. */
  private static final Pattern ADDRESS =
      Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+|\\[[0-9a-f:.]+]");

  private final Optional<AccessToken> token;
  private final String ownName;

  private HttpAccess(Optional<AccessToken> token, String ownName) {
    this.token = token;
    this.ownName = ownName;
  }

  /**
   * The access to one server.
   *
   * @param section {@code gleaner.access}
   * @param key of the address that it listens on, for the message, e.g. {@code
   *     gleaner.serving.host}
   * @param host the address
   * @throws ConfigurationException if other machines could reach it and nothing asks who they are,
   *     or the token is no good
   */
  public static HttpAccess of(Config section, String key, String host) {
    Optional<AccessToken> token = token(section);
    if (token.isEmpty() && !section.getBoolean("open") && !isLoopback(host)) {
      throw new ConfigurationException(
          "%s = %s lets other machines in and nothing asks who they are: set gleaner.access.token-file, or gleaner.access.open = true if a proxy asks"
              .formatted(key, host));
    }
    return new HttpAccess(token, host.toLowerCase(Locale.ROOT));
  }

  private static Optional<AccessToken> token(Config section) {
    return AccessToken.of(section.getString("token"), section.getString("token-file"));
  }

  /**
   * What our own clients send as header {@code Authorization}; empty if there is no token.
   *
   * @param section {@code gleaner.access}
   */
  public static Optional<String> authorization(Config section) {
    return token(section).map(AccessToken::authorization);
  }

  private static boolean isLoopback(String host) {
    try {
      return !host.isEmpty() && InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      // Listening on it fails too and says so.
      return false;
    }
  }

  /**
   * Judges a request for more than anybody may see.
   *
   * @param changes whether it does more than read
   * @return why it is not answered; empty if it is
   */
  public Optional<Refusal> refusal(boolean changes, Headers headers) {
    if (token.isPresent()) {
      return namesToken(token.get(), headers.get("Authorization"))
          ? Optional.empty()
          : Optional.of(NO_TOKEN);
    }
    return changes && comesFromAnotherSite(headers)
        ? Optional.of(OTHER_SITE)
        : misdirected(headers);
  }

  private static boolean namesToken(AccessToken token, @Nullable String authorization) {
    return authorization != null
        && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
        && token.is(authorization.substring(BEARER.length()));
  }

  private static boolean comesFromAnotherSite(Headers headers) {
    String site = headers.get("Sec-Fetch-Site");
    if (site != null) {
      return !site.equals("same-origin") && !site.equals("none");
    }
    // Browsers that do not send the former send this with whatever is no plain reading.
    String origin = headers.get("Origin");
    return origin != null && !authority(origin).equalsIgnoreCase(headers.get("Host"));
  }

  private static String authority(String origin) {
    try {
      return String.valueOf(URI.create(origin).getRawAuthority());
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  /**
   * Judges a request for what anybody may see: the page's files, whether the server is alive. A
   * site that points its name at this machine (DNS rebinding) could have a browser read answers to
   * it. It can only do so with a name that it owns: no address, and no name without a dot.
   */
  public Optional<Refusal> misdirected(Headers headers) {
    return token.isPresent() || isOurs(headers.get("Host"))
        ? Optional.empty()
        : Optional.of(OTHER_NAME);
  }

  private boolean isOurs(@Nullable String authority) {
    if (authority == null) {
      return false;
    }
    String host = PORT.matcher(authority.toLowerCase(Locale.ROOT)).replaceFirst("");
    return host.equals(ownName) || ADDRESS.matcher(host).matches() || isPlainName(host);
  }

  private static boolean isPlainName(String host) {
    return !host.isEmpty() && host.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '-');
  }
}
