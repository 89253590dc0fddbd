package dev.rcrewai.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** However a guarded path is spelt, whoever lacks its permission gets nowhere. */
class DefaultDenyTest {
  @RegisterExtension static final HttpFixture server = new HttpFixture();

  private static final List<String> GUARDED =
      List.of("/execute", "/metrics", "/v1/executions", "/v1/crews");
  private static final List<String> SPELLINGS =
      List.of(
          "%s",
          "%s/",
          "/%s",
          "%s//",
          "%s;x",
          "%s;x=1",
          "/./%s",
          "/x/..%s",
          "%s/.",
          "%s/x/..",
          "%s%%00",
          "%s%%2f",
          "%s%%20",
          "%s.json",
          "%s?x=/health",
          "%s#/health",
          "/%%2e%s",
          "/health/..%s",
          "/health/%%2e%%2e%s",
          "/health%%2f..%s",
          "\\%s",
          "/docs%s",
          "http://localhost%s",
          "%s?_method=GET");
  private static final List<String> METHODS =
      List.of("HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "get", "JUNK");

  @Test
  void variants_together_areAtLeastSixty() {
    assertThat(variants().count()).isGreaterThanOrEqualTo(60);
  }

  @ParameterizedTest
  @MethodSource("variants")
  void variant_withoutPermission_neverSucceeds(String head) throws Exception {
    var nobody = RawHttp.exchange(server.port(), head + "\r\n\r\n{}");
    var stranger = "\r\nAuthorization: Bearer " + server.token("eve", "other") + "\r\n\r\n{}";
    var known = RawHttp.exchange(server.port(), head + stranger);

    assertThat(List.of(nobody, known))
        .allSatisfy(answer -> assertThat(answer).containsPattern("\\AHTTP/1.[01] 4\\d\\d "));
  }

  @Test
  void unknownPath_withEveryPermission_isAProblem() {
    var token = server.token("ann", "execute_crew", "view_metrics", "view_all_executions");

    for (var path : List.of("/", "/nowhere", "/v1", "/v2/executions", "/health/x", "/Health")) {
      var answer = server.send(server.to(path).header("Authorization", "Bearer " + token));

      answer.problem(404, "not_found");
    }
  }

  @Test
  void otherSpellings_withPermission_areNoPathsEither() throws Exception {
    var token = "\r\nAuthorization: Bearer " + server.token("ann") + "\r\n\r\n{}";

    for (var path :
        List.of("/v1/crews/", "//v1/crews", "/v1/%63rews", "/V1/crews", "/v1/./crews")) {
      var answer = RawHttp.exchange(server.port(), head("GET", path) + token);

      assertThat(answer).as(path).startsWith("HTTP/1.1 404 ");
    }
  }

  static Stream<String> variants() {
    var spelt =
        GUARDED.stream()
            .flatMap(path -> {
              var method = path.equals("/execute") ? "POST" : "GET";
              return SPELLINGS.stream().map(form -> head(method, form.formatted(path)));
            });
    var escaped =
        Stream.of(
            head("POST", "/%65xecute"),
            head("POST", "/EXECUTE"),
            head("POST", "/Execute"),
            head("POST", "/%2565xecute"),
            head("GET", "/m%65trics"),
            head("GET", "/METRICS"),
            head("GET", "/v1%2fcrews"),
            head("GET", "/v1/%63rews"),
            head("GET", "/v1//crews"),
            head("POST", "/health") + "\r\nX-Original-URL: /execute",
            head("POST", "/ready") + "\r\nX-Rewrite-URL: /execute",
            head("GET", "/execute") + "\r\nX-HTTP-Method-Override: POST",
            head("POST", "/metrics") + "\r\nX-HTTP-Method: GET",
            head("GET", "/metrics") + "\r\nX-Forwarded-User: ann",
            head("GET", "/metrics") + "\r\nX-Forwarded-For: 127.0.0.1",
            head("GET", "/metrics") + "\r\nAuthorization: Basic YW5uOmFubg==",
            head("GET", "/metrics") + "\r\nCookie: token=x");
    var methods =
        GUARDED.stream().flatMap(path -> METHODS.stream().map(method -> head(method, path)));
    return Stream.of(spelt, escaped, methods).flatMap(each -> each);
  }

  private static String head(String method, String path) {
    return method
        + " "
        + path
        + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        + "Content-Type: application/json\r\nContent-Length: 2";
  }
}
