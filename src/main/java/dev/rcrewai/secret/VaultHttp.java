package dev.rcrewai.secret;

import dev.rcrewai.config.UserAgent;
import dev.rcrewai.config.VaultSettings;
import dev.rcrewai.net.BoundedBody;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemTrustOptions;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Requests to Vault's HTTP API, each with a deadline and a bound on its answer. Redirects are not
 * followed: they would carry the token to another host. Failures name the path and what happened;
 * what Vault said stays out of them. HttpClient and not WebClient, which reads any body to its end.
 */
final class VaultHttp {
  private static final int BODY_BYTES_MAX = 1024 * 1024;

  private final VaultSettings settings;
  private final HttpClient client;

  VaultHttp(Vertx vertx, VaultSettings settings) {
    this.settings = settings;
    var options =
        new HttpClientOptions()
            .setConnectTimeout((int) settings.timeout().toMillis())
            .setTrustAll(!settings.sslVerify())
            .setVerifyHost(settings.sslVerify());
    if (settings.caCert() != null) {
      options.setTrustOptions(new PemTrustOptions().addCertPath(settings.caCert().toString()));
    }
    this.client = vertx.createHttpClient(options);
  }

  /** An answer; the body is empty where it is no JSON object. */
  record Reply(int status, JsonObject body) {
    boolean isSuccess() {
      return status >= 200 && status < 300;
    }
  }

  Future<Reply> get(String path, String token) {
    return send(HttpMethod.GET, path, token, null);
  }

  Future<Reply> post(String path, @Nullable String token, JsonObject body) {
    return send(HttpMethod.POST, path, token, body.toBuffer());
  }

  void close() {
    client.close();
  }

  /** A failure that says what Vault did with that request. */
  SourceException refused(String path, Reply reply) {
    var what =
        switch (reply.status()) {
          case 400 -> " (bad request)";
          case 403 -> " (the token or the role has no right to it, or is not valid)";
          case 404 -> " (nothing there)";
          case 429, 472, 473 -> " (a standby, or too many requests)";
          case 503 -> " (sealed or in maintenance)";
          default -> "";
        };
    return failure(path, "answered " + reply.status() + what);
  }

  SourceException failure(String path, String what) {
    return new SourceException("Vault at " + settings.address() + " " + what + ": " + path);
  }

  private Future<Reply> send(
      HttpMethod method, String path, @Nullable String token, @Nullable Buffer body) {
    var opened = client.request(options(method, path, token));
    // Nested: the reader must stand before the answer flows.
    return opened
        .compose(
            request -> (body == null ? request.send() : request.send(body)).compose(this::reply))
        .timeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(_ -> opened.onSuccess(HttpClientRequest::reset))
        .recover(cause -> Future.failedFuture(asOurs(path, cause)));
  }

  private RequestOptions options(HttpMethod method, String path, @Nullable String token) {
    var options =
        new RequestOptions()
            .setMethod(method)
            .setAbsoluteURI(settings.address() + "/v1/" + path)
            .putHeader("X-Vault-Request", "true")
            .putHeader("Content-Type", "application/json")
            .putHeader("User-Agent", UserAgent.value());
    if (token != null) {
      options.putHeader("X-Vault-Token", token);
    }
    if (settings.namespace() != null) {
      options.putHeader("X-Vault-Namespace", settings.namespace());
    }
    return options;
  }

  private Future<Reply> reply(HttpClientResponse response) {
    return BoundedBody.of(response, BODY_BYTES_MAX)
        .map(all -> new Reply(response.statusCode(), json(all)));
  }

  private static JsonObject json(Buffer body) {
    try {
      return body.toJsonObject();
    } catch (DecodeException | ClassCastException e) {
      return new JsonObject();
    }
  }

  private SourceException asOurs(String path, Throwable cause) {
    return switch (cause) {
      case SourceException ours -> failure(path, "gave " + ours.getMessage());
      case BoundedBody.TooLongException _ -> failure(path, "gave too long an answer");
      case TimeoutException _ ->
          failure(path, "gave no answer within " + settings.timeout().toMillis() + " ms");
      default ->
          failure(
              path,
              "cannot be reached (" + cause.getClass().getSimpleName() + ": " + words(cause) + ")");
    };
  }

  private static String words(Throwable cause) {
    var root = cause;
    for (int depth = 0; root.getCause() != null && depth < 10; depth++) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }
}
