package dev.rcrewai.secret;

import static dev.rcrewai.execution.Await.await;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A Vault over real HTTP that answers as Vault's API documents say: KV version 2, tokens that end
 * and are renewed, Kubernetes' login, a seal. Not a Vault: policies are all or nothing.
 */
public final class FakeVault implements AutoCloseable {
  public static final String ROOT = "hvs.root-token";
  static final String ROLE = "rcrewai";

  /** How a Vault fails. */
  public enum Trouble {
    NONE,
    SEALED,
    FORBIDDEN,
    STANDBY,
    SILENT,
    RESET,
    ENDLESS,
    REDIRECT,
    NOT_JSON
  }

  private record Version(int number, JsonObject data, boolean deleted) {}

  private record Token(@Nullable Instant ends, Duration life, boolean renewable) {
    boolean isAlive() {
      return ends == null || Instant.now().isBefore(ends);
    }
  }

  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;
  private final boolean ssl;
  private final Map<String, Version> secrets = new ConcurrentHashMap<>();
  private final Map<String, Token> tokens = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
  private final List<String> jwts = new CopyOnWriteArrayList<>();
  private volatile Trouble trouble = Trouble.NONE;
  private volatile String namespace = "";
  private volatile Duration loginLife = Duration.ofHours(1);

  public FakeVault() {
    this(new HttpServerOptions());
  }

  FakeVault(HttpServerOptions options) {
    ssl = options.isSsl();
    tokens.put(ROOT, new Token(null, Duration.ZERO, false));
    server =
        await(vertx.createHttpServer(options).requestHandler(this::handle).listen(0, "127.0.0.1"));
  }

  public String address() {
    return (ssl ? "https" : "http") + "://127.0.0.1:" + server.actualPort();
  }

  /** Writes a new version. */
  public FakeVault put(String path, Map<String, ?> fields) {
    var data = new JsonObject(new java.util.LinkedHashMap<>(fields));
    secrets.merge(
        path,
        new Version(1, data, false),
        (old, now) -> new Version(old.number() + 1, now.data(), false));
    return this;
  }

  /** {@code vault kv delete}: the newest version can be undeleted, and is not shown. */
  public void softDelete(String path) {
    secrets.computeIfPresent(path, (_, old) -> new Version(old.number(), old.data(), true));
  }

  public void trouble(Trouble now) {
    trouble = now;
  }

  void namespace(String only) {
    namespace = only;
  }

  void loginLife(Duration life) {
    loginLife = life;
  }

  /** A token that ends after so long. */
  String token(Duration life, boolean renewable) {
    var token = "hvs." + UUID.randomUUID();
    tokens.put(token, new Token(Instant.now().plus(life), life, renewable));
    return token;
  }

  void revokeAll() {
    tokens.clear();
  }

  boolean isAlive(String token) {
    var known = tokens.get(token);
    return known != null && known.isAlive();
  }

  /** How often that path was asked for, whatever the answer. */
  public int asked(String path) {
    return asked.computeIfAbsent(path, _ -> new AtomicInteger()).get();
  }

  /** What pods logged in with. */
  List<String> jwts() {
    return jwts;
  }

  @Override
  public void close() {
    await(vertx.close());
  }

  private void handle(HttpServerRequest request) {
    var path = request.path().substring("/v1/".length());
    asked.computeIfAbsent(path, _ -> new AtomicInteger()).incrementAndGet();
    switch (trouble) {
      case NONE -> request.body().onSuccess(body -> route(request, path, body.toString()));
      case SEALED -> refuse(request, 503, "Vault is sealed");
      case FORBIDDEN -> refuse(request, 403, "permission denied");
      case STANDBY -> refuse(request, 429, "request path limited");
      case SILENT -> {}
      case RESET -> request.connection().close();
      case ENDLESS -> endless(request);
      case REDIRECT ->
          request
              .response()
              .setStatusCode(307)
              .putHeader("Location", address() + "/v1/elsewhere")
              .end();
      case NOT_JSON -> request.response().end("<html>a proxy's page</html>");
    }
  }

  private void route(HttpServerRequest request, String path, String body) {
    if (!namespace.isEmpty() && !namespace.equals(request.getHeader("X-Vault-Namespace"))) {
      refuse(request, 403, "permission denied");
      return;
    }
    if (path.equals("auth/kubernetes/login")) {
      login(request, new JsonObject(body));
      return;
    }
    var token = String.valueOf(request.getHeader("X-Vault-Token"));
    var known = tokens.get(token);
    if (known == null || !known.isAlive()) {
      refuse(request, 403, "permission denied");
      return;
    }
    switch (path) {
      case "auth/token/lookup-self" -> lookUp(request, known);
      case "auth/token/renew-self" -> renew(request, token, known);
      default -> read(request, path);
    }
  }

  private void read(HttpServerRequest request, String path) {
    var version = secrets.get(path);
    if (version == null) {
      refuse(request, 404);
      return;
    }
    var metadata =
        new JsonObject()
            .put("created_time", "2026-11-23T10:00:00.000000001Z")
            .putNull("custom_metadata")
            .put("deletion_time", version.deleted() ? "2026-11-23T11:00:00.000000001Z" : "")
            .put("destroyed", false)
            .put("version", version.number());
    var data =
        new JsonObject()
            .put("data", version.deleted() ? null : version.data())
            .put("metadata", metadata);
    answer(request, version.deleted() ? 404 : 200, envelope().put("data", data));
  }

  private void lookUp(HttpServerRequest request, Token token) {
    var left = token.ends() == null ? 0 : Duration.between(Instant.now(), token.ends()).toSeconds();
    var data =
        new JsonObject()
            .put("creation_ttl", token.life().toSeconds())
            .put("ttl", left)
            .put("renewable", token.renewable())
            .put("type", "service");
    answer(request, 200, envelope().put("data", data));
  }

  private void renew(HttpServerRequest request, String token, Token known) {
    if (!known.renewable()) {
      refuse(request, 400, "lease is not renewable");
      return;
    }
    tokens.put(token, new Token(Instant.now().plus(known.life()), known.life(), true));
    answer(request, 200, envelope().put("auth", auth(token, known.life(), true)));
  }

  private void login(HttpServerRequest request, JsonObject body) {
    jwts.add(body.getString("jwt"));
    if (!ROLE.equals(body.getString("role"))) {
      refuse(request, 400, "invalid role name \"" + body.getString("role") + "\"");
      return;
    }
    var token = token(loginLife, true);
    answer(request, 200, envelope().put("auth", auth(token, loginLife, true)));
  }

  private static JsonObject auth(String token, Duration life, boolean renewable) {
    return new JsonObject()
        .put("client_token", token)
        .put("policies", new JsonArray().add("default").add(ROLE))
        .put("lease_duration", life.toSeconds())
        .put("renewable", renewable);
  }

  private static JsonObject envelope() {
    return new JsonObject()
        .put("request_id", UUID.randomUUID().toString())
        .put("lease_id", "")
        .put("renewable", false)
        .put("lease_duration", 0)
        .putNull("data")
        .putNull("wrap_info")
        .putNull("warnings")
        .putNull("auth");
  }

  private static void refuse(HttpServerRequest request, int status, String... errors) {
    answer(request, status, new JsonObject().put("errors", new JsonArray(List.of(errors))));
  }

  private static void answer(HttpServerRequest request, int status, JsonObject body) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .putHeader("Cache-Control", "no-store")
        .end(body.toBuffer());
  }

  private static void endless(HttpServerRequest request) {
    var response = request.response().setChunked(true);
    response.write("{\"data\":\"").onSuccess(_ -> more(request));
  }

  private static void more(HttpServerRequest request) {
    request.response().write("x".repeat(65_536)).onSuccess(_ -> more(request));
  }
}
