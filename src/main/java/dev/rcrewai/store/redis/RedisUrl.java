package dev.rcrewai.store.redis;

import dev.rcrewai.config.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a Redis or a Sentinel is, and how to be let in: {@code
 * redis[s]://[user:password@]host[:port][/database][?cacert=file]}. No message of it shows a
 * password.
 *
 * @param password null where there is none
 * @param isSecure whether with TLS
 * @param cacert a PEM file of the authorities to trust, or null: those that Java trusts
 */
record RedisUrl(
    String host,
    int port,
    int database,
    @Nullable String user,
    @Nullable Secret password,
    boolean isSecure,
    @Nullable String cacert) {
  private static final int PORT = 6379;
  private static final String EXPECTED =
      "; expected redis://user:password@host:port/database, or rediss:// for TLS";

  /** The URLs of a list with commas. */
  static List<RedisUrl> parseAll(String list) {
    return Stream.of(list.split(",", -1)).map(text -> parse(text.strip())).toList();
  }

  private static RedisUrl parse(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("REDIS_URL is no URL" + EXPECTED); // e has the password
    }
    var scheme = uri.getScheme();
    if (uri.getHost() == null || !("redis".equals(scheme) || "rediss".equals(scheme))) {
      throw new IllegalArgumentException("REDIS_URL has no host or another scheme" + EXPECTED);
    }
    var userInfo = uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo();
    int colon = userInfo.indexOf(':');
    var user = decode(colon < 0 ? userInfo : userInfo.substring(0, colon));
    return new RedisUrl(
        uri.getHost(),
        uri.getPort() < 0 ? PORT : uri.getPort(),
        database(uri.getPath()),
        user.isEmpty() ? null : user,
        colon < 0 ? null : new Secret(decode(userInfo.substring(colon + 1))),
        "rediss".equals(scheme),
        parameters(uri).get("cacert"));
  }

  private static int database(String path) {
    var number = path.length() > 1 ? path.substring(1) : "0";
    if (!number.matches("\\d{1,6}")) {
      throw new IllegalArgumentException("REDIS_URL names no database number" + EXPECTED);
    }
    return Integer.parseInt(number);
  }

  private static Map<String, String> parameters(URI uri) {
    var query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
    return Stream.of(query.split("&"))
        .map(pair -> pair.split("=", 2))
        .filter(pair -> pair.length == 2)
        .collect(Collectors.toMap(pair -> pair[0], pair -> decode(pair[1]), (first, next) -> next));
  }

  private static String decode(String raw) {
    return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** The same server with nobody's name and password. */
  RedisUrl anonymous() {
    return new RedisUrl(host, port, database, null, null, isSecure, cacert);
  }

  RedisUrl withDatabase(int number) {
    return new RedisUrl(host, port, number, user, password, isSecure, cacert);
  }

  /** Another server, otherwise the same. */
  RedisUrl at(String otherHost, int otherPort) {
    var literal = otherHost.contains(":") ? "[" + otherHost + "]" : otherHost;
    return new RedisUrl(literal, otherPort, database, user, password, isSecure, cacert);
  }

  /** Host and port, for people. */
  String address() {
    return host + ":" + port;
  }

  /** Without user and password; without database 0, for Sentinels know none. */
  String endpoint() {
    var place = (isSecure ? "rediss://" : "redis://") + address();
    return database == 0 ? place : place + "/" + database;
  }
}
