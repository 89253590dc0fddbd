package dev.rcrewai.secret;

import dev.rcrewai.config.GivenSecret;
import dev.rcrewai.config.Secret;
import dev.rcrewai.config.StoredSecret;
import dev.rcrewai.config.VaultSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Secrets in a Vault's KV engine, version 2: {@code GET /v1/secret/data/NAME} answers {@code {data:
 * {data: {field: text}, metadata}}}; a path with nothing in it, or with a version that was deleted,
 * is 404 and holds nothing. Lives on one context.
 */
final class Vault implements SecretSource {
  private static final int NOT_FOUND = 404;
  private static final int FORBIDDEN = 403;

  private final VaultSettings settings;
  private final VaultHttp http;
  private final VaultLogin login;

  Vault(Vertx vertx, VaultSettings settings, LongSupplier nanoTime) {
    this.settings = settings;
    this.http = new VaultHttp(vertx, settings);
    this.login =
        switch (settings.login()) {
          case VaultSettings.Token(var token) -> new GivenToken(vertx, http, token);
          case VaultSettings.Kubernetes method ->
              new KubernetesLogin(vertx, http, method, nanoTime);
        };
  }

  @Override
  public String name() {
    return "vault";
  }

  /** Every field of every path; where two have the same, the later path counts. */
  @Override
  public Future<Map<String, StoredSecret>> read() {
    Future<Map<String, StoredSecret>> all = Future.succeededFuture(new HashMap<>());
    for (var path : settings.paths()) {
      all =
          all.compose(found ->
              fields(path)
                  .map(fields -> {
                    found.putAll(fields);
                    return found;
                  }));
    }
    return all;
  }

  /** Keeps its token alive from now on. */
  void start() {
    login.start();
  }

  void stop() {
    login.stop();
    http.close();
  }

  private Future<Map<String, StoredSecret>> fields(String path) {
    return login
        .token()
        .compose(token -> http.get(path, token))
        .compose(reply ->
            reply.status() == FORBIDDEN && login.refused()
                ? login.token().compose(token -> http.get(path, token))
                : Future.succeededFuture(reply))
        .map(reply -> fields(path, reply));
  }

  private Map<String, StoredSecret> fields(String path, VaultHttp.Reply reply) {
    if (reply.status() == NOT_FOUND) {
      return Map.of();
    }
    if (!reply.isSuccess()) {
      throw http.refused(path, reply);
    }
    if (!(reply.body().getValue("data") instanceof JsonObject version)
        || !(version.getValue("data") instanceof JsonObject data)
        || !(version.getValue("metadata") instanceof JsonObject)) {
      throw http.failure(path, "gave no secret of KV version 2");
    }
    var fields = new HashMap<String, StoredSecret>();
    for (var field : data) {
      if (field.getValue() instanceof String text) {
        var where = "Vault " + path + ": " + field.getKey();
        var secret = new Secret(GivenSecret.withoutLineBreak(text));
        fields.put(GivenSecret.variable(field.getKey()), new StoredSecret(where, secret));
      }
    }
    return fields;
  }
}
