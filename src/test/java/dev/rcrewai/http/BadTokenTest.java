package dev.rcrewai.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens by RFC 8725, as the server answers them. */
class BadTokenTest {
  @RegisterExtension
  static final HttpFixture server =
      new HttpFixture(Map.of("JWT_ISSUER", BadTokens.ISSUER, "JWT_AUDIENCE", BadTokens.AUDIENCE));

  private static final String REFUSED =
      """
      {"type":"urn:rcrewai:problem:unauthorized","title":"unauthorized","status":401,\
      "code":"unauthorized","error":"Unauthorized"}\
      """;

  @Test
  void goodToken_isTrusted() {
    ask("Bearer " + BadTokens.good()).status(200);
  }

  @Test
  void issuedToken_isTrusted() {
    server.get("ann", "/v1/crews").status(200);
  }

  @ParameterizedTest
  @MethodSource("bad")
  void badToken_whateverIsWrong_getsTheSameAnswer(String name, String token) {
    var answer = ask("Bearer " + token);

    assertThat(answer.status()).as(name).isEqualTo(401);
    assertThat(answer.body()).isEqualTo(REFUSED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bearer", "Bearer ", "Basic YTpi", "Token x", "bearer", "Bearer  ,"})
  void noBearerToken_getsTheSameAnswer(String authorization) {
    assertThat(ask(authorization).status(401).body()).isEqualTo(REFUSED);
  }

  @Test
  void twoTokens_areRefusedThoughBothAreGood() {
    var good = "Bearer " + BadTokens.good();

    var answer =
        server.send(
            server.to("/v1/crews").header("Authorization", good).header("Authorization", good));

    assertThat(answer.status(401).body()).isEqualTo(REFUSED);
  }

  @Test
  void tokenInTheQuery_isNoToken() {
    server.send(server.to("/v1/crews?access_token=" + BadTokens.good())).status(401);
  }

  static Stream<Arguments> bad() throws JOSEException {
    var all = BadTokens.all();
    assertThat(all).hasSizeGreaterThanOrEqualTo(40);
    return all.entrySet().stream().map(each -> Arguments.of(each.getKey(), each.getValue()));
  }

  private static Answer ask(String authorization) {
    return server.send(server.to("/v1/crews").header("Authorization", authorization));
  }
}
