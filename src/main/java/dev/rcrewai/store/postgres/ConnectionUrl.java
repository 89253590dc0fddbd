package dev.rcrewai.store.postgres;

import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * A {@code DATABASE_URL}, read: where the server is, who logs in, how TLS is done. The TLS modes
 * are those of libpq; {@code verify-ca} and {@code verify-full} trust the certificates in the file
 * {@code sslrootcert}, or those that the Java runtime trusts. No message shows any value.
 */
final class ConnectionUrl {
  private static final int PORT = 5432;
  private static final int CACHED_SQL_CHARS = 32_768;
  private static final int CACHED_STATEMENTS = 128;
  private static final Set<String> KNOWN =
      new TreeSet<>(Set.of("sslmode", "sslrootcert", "application_name", "search_path"));

  private ConnectionUrl() {}

  /** How to connect; fails with a message for operators. */
  static PgConnectOptions read(String text) {
    var url = parse(text);
    var login = login(url);
    var parameters = parameters(url);
    var host = url.getHost();
    var options =
        new PgConnectOptions()
            .setHost(host.startsWith("[") ? host.substring(1, host.length() - 1) : host)
            .setPort(url.getPort() < 0 ? PORT : url.getPort())
            .setUser(login.user())
            .setPassword(login.password())
            .setDatabase(database(url, login.user()))
            .setCachePreparedStatements(true)
            .setPreparedStatementCacheMaxSize(CACHED_STATEMENTS)
            .setPreparedStatementCacheSqlLimit(CACHED_SQL_CHARS);
    options.addProperty("application_name", parameters.getOrDefault("application_name", "rcrewai"));
    // The statements are written for it, whatever the database's default is.
    options.addProperty("default_transaction_isolation", "read committed");
    options.addProperty("client_min_messages", "warning");
    var searchPath = parameters.get("search_path");
    if (searchPath != null) {
      options.addProperty("search_path", searchPath);
    }
    secure(options, parameters);
    return options;
  }

  private record Login(String user, String password) {}

  private static URI parse(String text) {
    try {
      var url = new URI(text);
      if (url.getHost() != null) {
        return url;
      }
    } catch (URISyntaxException e) {
      // Its message has the password in it, and so would a cause's.
    }
    throw new IllegalArgumentException(
        "DATABASE_URL cannot be read; expected postgresql://user:password@host:port/database,"
            + " special characters in user and password percent-encoded");
  }

  private static Login login(URI url) {
    var info = url.getRawUserInfo();
    if (info == null || info.isEmpty() || info.startsWith(":")) {
      throw new IllegalArgumentException(
          "DATABASE_URL names no user; expected postgresql://user:password@host:port/database");
    }
    int colon = info.indexOf(':');
    return colon < 0
        ? new Login(decode(info), "")
        : new Login(decode(info.substring(0, colon)), decode(info.substring(colon + 1)));
  }

  private static String database(URI url, String user) {
    var path = url.getRawPath();
    return path == null || path.length() < 2 ? user : decode(path.substring(1));
  }

  private static Map<String, String> parameters(URI url) {
    var parameters = new LinkedHashMap<String, String>();
    var query = url.getRawQuery();
    if (query == null) {
      return parameters;
    }
    for (var pair : query.split("&", -1)) {
      var name = pair.replaceFirst("=.*", "");
      if (!KNOWN.contains(name)) {
        throw new IllegalArgumentException(
            "DATABASE_URL has the parameter '%s'; known are %s"
                .formatted(name, String.join(", ", KNOWN)));
      }
      parameters.put(name, decode(pair.substring(Math.min(pair.length(), name.length() + 1))));
    }
    return parameters;
  }

  /** In a URL a plus is a plus; only in forms it is a space. */
  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static void secure(PgConnectOptions options, Map<String, String> parameters) {
    var word = parameters.getOrDefault("sslmode", SslMode.PREFER.value);
    var mode = mode(word);
    var rootCert = parameters.get("sslrootcert");
    // As in libpq: who names a root certificate wants it checked.
    options.setSslMode(mode == SslMode.REQUIRE && rootCert != null ? SslMode.VERIFY_CA : mode);
    options.setSslOptions(
        switch (options.getSslMode()) {
          case DISABLE, ALLOW, PREFER, REQUIRE -> new ClientSSLOptions().setTrustAll(true);
          case VERIFY_CA -> trusting(rootCert);
          case VERIFY_FULL -> trusting(rootCert).setHostnameVerificationAlgorithm("HTTPS");
        });
  }

  private static SslMode mode(String word) {
    for (var mode : SslMode.VALUES) {
      if (mode.value.equals(word)) {
        return mode;
      }
    }
    throw new IllegalArgumentException(
        ("DATABASE_URL has sslmode '%s'; expected disable, allow, prefer, require, verify-ca or"
                + " verify-full")
            .formatted(word));
  }

  private static ClientSSLOptions trusting(@Nullable String rootCert) {
    var trust =
        rootCert == null || rootCert.equals("system")
            ? trustOfTheRuntime()
            : new PemTrustOptions().addCertPath(rootCert);
    return new ClientSSLOptions().setTrustOptions(trust).setHostnameVerificationAlgorithm("");
  }

  private static TrustOptions trustOfTheRuntime() {
    try {
      var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
      return TrustOptions.wrap(factory);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the Java runtime has no trusted certificates", e);
    }
  }
}
