package dev.rcrewai.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nothing that comes over the wire makes the server fail, or say more than what was wrong. */
@TestInstance(Lifecycle.PER_CLASS)
class BadInputTest {
  @RegisterExtension
  static final HttpFixture server = new HttpFixture(Map.of("REQUEST_READ_TIMEOUT", "2"));

  private static final List<String> INNARDS =
      List.of("Exception", "\tat ", "java.", "io.vertx", "io.netty", "dev.rcrewai", "jackson");

  @Test
  void badInputs_together_areManyAndDistinct() {
    assertThat(inputs().map(BadInputs.Input::bytes).distinct().count()).isGreaterThanOrEqualTo(300);
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void badInput_sent_isRefusedAsTheCallersFault(BadInputs.Input input) throws Exception {
    var answer = RawHttp.exchange(server.port(), input.bytes());

    assertThat(answer).containsPattern("\\AHTTP/1\\.[01] 4\\d\\d ");
    assertThat(answer).contains("application/problem+json").doesNotContain(INNARDS);
  }

  @ParameterizedTest
  @MethodSource("brokenOff")
  void body_thatCannotBeReadToItsEnd_endsTheConnectionAndNothingElse(BadInputs.Input input)
      throws Exception {
    var answer = RawHttp.exchange(server.port(), input.bytes());

    assertThat(answer).matches("(?s)|HTTP/1\\.[01] 4\\d\\d .*").doesNotContain(INNARDS);
    server.get("ann", "/v1/crews/echo").status(200);
  }

  Stream<BadInputs.Input> inputs() {
    var ended = server.finish("ann", "echo", "tea");
    return BadInputs.all(server.token("ann"), ended).stream();
  }

  Stream<BadInputs.Input> brokenOff() {
    return BadInputs.brokenOff(server.token("ann")).stream();
  }
}
