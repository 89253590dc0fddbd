package dev.rcrewai.secret;

import dev.rcrewai.config.VaultSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A token that Vault gives for the pod's service account. It is used for two thirds of its life and
 * then left to expire: a login for each reading costs less than a timer that renews.
 */
final class KubernetesLogin implements VaultLogin {
  private static final int TOKEN_BYTES_MAX = 64 * 1024;

  private final Vertx vertx;
  private final VaultHttp http;
  private final VaultSettings.Kubernetes method;
  private final LongSupplier nanoTime;
  private @Nullable String token;
  private long staleNanos;

  KubernetesLogin(
      Vertx vertx, VaultHttp http, VaultSettings.Kubernetes method, LongSupplier nanoTime) {
    this.vertx = vertx;
    this.http = http;
    this.method = method;
    this.nanoTime = nanoTime;
  }

  @Override
  public Future<String> token() {
    return token != null && nanoTime.getAsLong() - staleNanos < 0
        ? Future.succeededFuture(token)
        : vertx.executeBlocking(this::serviceToken).compose(this::login);
  }

  @Override
  public boolean refused() {
    token = null;
    return true;
  }

  @Override
  public void start() {}

  @Override
  public void stop() {}

  private String serviceToken() {
    var file = method.tokenFile();
    try {
      if (Files.size(file) > TOKEN_BYTES_MAX) {
        throw new IOException("too long");
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new SourceException(
          "the service account's token cannot be read ("
              + e.getClass().getSimpleName()
              + "): "
              + file);
    }
  }

  private Future<String> login(String serviceToken) {
    var path = "auth/" + method.mount() + "/login";
    long askedNanos = nanoTime.getAsLong();
    return http.post(
            path, null, new JsonObject().put("role", method.role()).put("jwt", serviceToken))
        .map(reply -> {
          if (!reply.isSuccess()) {
            throw http.refused(path, reply);
          }
          return keep(path, reply.body().getJsonObject("auth", new JsonObject()), askedNanos);
        });
  }

  private String keep(String path, JsonObject auth, long askedNanos) {
    if (!(auth.getValue("client_token") instanceof String given)) {
      throw http.failure(path, "gave no token");
    }
    var life = Duration.ofSeconds(auth.getLong("lease_duration", 0L));
    staleNanos = askedNanos + life.toNanos() / 3 * 2;
    token = given;
    return given;
  }
}
