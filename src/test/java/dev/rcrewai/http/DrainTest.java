package dev.rcrewai.http;

import static dev.rcrewai.http.HttpFixture.json;
import static dev.rcrewai.http.HttpFixture.run;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server that stops leaves nobody without an answer. */
class DrainTest {
  @RegisterExtension static final HttpFixture server = new HttpFixture();

  @Test
  void stop_whileCallersWaitAndRead_answersAllOfThem() throws Exception {
    var waiting = server.sendAsync(json(server.as("ann", "/execute"), run("hang", "tea")));
    var id = Poll.first(() -> server.get("ann", "/v1/executions"), "executions");
    var path = "/v1/executions/" + id;
    try (var stream = Sse.open(server.port(), server.token("ann"), path + "/events", "")) {
      assertThat(stream.next()).isNotNull();

      server.stop();

      var answer = waiting.join().status(202);
      assertThat(answer.header("Location")).contains(path);
      assertThat(answer.text("execution_id")).isEqualTo(id);
      assertThat(stream.toEnd()).noneMatch(each -> "execution.completed".equals(each.event()));
    }
  }
}
