package dev.rcrewai.tool.sql;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rcrewai.config.NamedSecrets;
import dev.rcrewai.tool.SecretText;
import io.vertx.core.Vertx;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.TrustOptions;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.TrustManagerFactory;

/**
 * A database as an operator declares it.
 *
 * @param name by which models choose it
 * @param description what is in it
 * @param url {@code postgresql://user@host:port/database}, the same with {@code mysql} or {@code
 *     mariadb}, or {@code sqlite:path}
 * @param password with names of secrets; empty for none
 * @param tls how the connection to a server is protected
 * @param rowsMax of one answer
 * @param timeout of one query
 */
public record SqlConnection(
    String name,
    String description,
    String url,
    SecretText password,
    Tls tls,
    int rowsMax,
    Duration timeout) {
  private static final int ROWS = 100;
  private static final double SECONDS = 30;
  private static final Pattern SERVER =
      Pattern.compile("(postgres(?:ql)?|mysql|mariadb)://[^/@:]+@[^/@]+/[^/?]+(\\?.*)?");
  private static final Pattern SQLITE = Pattern.compile("sqlite:(?!//)[^?]+");

  /** How the connection to a server is protected. */
  public enum Tls {
    /** By a certificate for this host that the Java runtime trusts, or not connected at all. */
    VERIFY,
    /** Not at all. */
    NONE
  }

  /** What a client that verifies trusts. */
  static ClientSSLOptions verifying() {
    try {
      var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null); // the certificates that the Java runtime trusts
      return new ClientSSLOptions()
          .setTrustOptions(TrustOptions.wrap(factory))
          .setHostnameVerificationAlgorithm("HTTPS");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the Java runtime has no trusted certificates", e);
    }
  }

  /** Of a part of a file that has been checked against the schema. */
  public static SqlConnection of(String name, JsonNode json) {
    return new SqlConnection(
        name,
        json.path("description").asText(),
        json.path("url").asText(),
        new SecretText(json.path("password").asText("")),
        json.path("tls").asText("verify").equals("none") ? Tls.NONE : Tls.VERIFY,
        json.path("rows_max").asInt(ROWS),
        Duration.ofMillis(Math.round(json.path("timeout").asDouble(SECONDS) * 1_000)));
  }

  /** What is wrong with the URL, if anything. */
  public Optional<String> urlProblem() {
    return SERVER.matcher(url).matches() || SQLITE.matcher(url).matches()
        ? Optional.empty()
        : Optional.of(
            "expected postgresql:// or mysql://, then user@host/database and the password apart"
                + " from it, or sqlite:path");
  }

  /** The database that the URL leads to. */
  Database open(Vertx vertx, NamedSecrets secrets) {
    if (SQLITE.matcher(url).matches()) {
      return new SqliteDatabase(Path.of(url.substring("sqlite:".length())));
    }
    return url.startsWith("postgres")
        ? new PostgresDatabase(vertx, this, secrets)
        : new MysqlDatabase(vertx, this, secrets);
  }
}
