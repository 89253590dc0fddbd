package dev.rcrewai.llm;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import java.util.List;

/** What a scripted provider speaks; over TLS its certificate is one that nobody vouches for. */
enum Protocol {
  /** HTTP/1.1 in clear text. */
  CLEAR_TEXT,
  /** HTTP/1.1 over TLS, and nothing newer. */
  HTTP_1,
  /** HTTP/2 over TLS. */
  HTTP_2;

  ScriptedProvider start(Vertx vertx) {
    return start(vertx, new HttpServerOptions());
  }

  /** With further options, such as HTTP/2 settings. */
  ScriptedProvider start(Vertx vertx, HttpServerOptions options) {
    return new ScriptedProvider(
        vertx,
        switch (this) {
          case CLEAR_TEXT -> options;
          case HTTP_1 -> secure(options, HttpVersion.HTTP_1_1);
          case HTTP_2 -> secure(options, HttpVersion.HTTP_2);
        });
  }

  private static HttpServerOptions secure(HttpServerOptions options, HttpVersion version) {
    return options
        .setSsl(true)
        .setUseAlpn(true)
        .setAlpnVersions(List.of(version))
        .setKeyCertOptions(SelfSigned.shared());
  }
}
