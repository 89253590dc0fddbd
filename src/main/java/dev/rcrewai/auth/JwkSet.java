package dev.rcrewai.auth;

import dev.rcrewai.net.BoundedBody;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A JWK set (RFC 7517) at its address: asked for within a time, read up to a size, redirects not
 * followed.
 */
final class JwkSet {
  private static final long TIMEOUT_MILLIS = 5_000;
  private static final int BODY_BYTES_MAX = 1024 * 1024;
  private static final int KEYS_MAX = 100;

  private final HttpClient client;
  private final URI address;

  JwkSet(Vertx vertx, URI address) {
    this.client = vertx.createHttpClient();
    this.address = address;
  }

  /** Its keys as they are published now, the first hundred. */
  Future<List<JsonObject>> fetch() {
    var request =
        client.request(
            new RequestOptions().setMethod(HttpMethod.GET).setAbsoluteURI(address.toString()));
    // Nested: the reader must stand before the answer flows.
    return request
        .compose(sent -> sent.send().compose(JwkSet::body))
        .timeout(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
        .onFailure(_ -> request.onSuccess(HttpClientRequest::reset))
        .map(JwkSet::keys);
  }

  private static Future<Buffer> body(HttpClientResponse response) {
    if (response.statusCode() != 200) {
      response.request().reset();
      return Future.failedFuture(new IllegalStateException("status " + response.statusCode()));
    }
    return BoundedBody.of(response, BODY_BYTES_MAX);
  }

  private static List<JsonObject> keys(Buffer body) {
    return body.toJsonObject().getJsonArray("keys").stream()
        .limit(KEYS_MAX)
        .map(JsonObject.class::cast)
        .toList();
  }
}
