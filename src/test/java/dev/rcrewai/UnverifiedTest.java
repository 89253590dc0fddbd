package dev.rcrewai;

import static dev.rcrewai.execution.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.execution.Status;
import dev.rcrewai.secret.SelfSigned;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A provider whose certificate nobody vouches for. */
class UnverifiedTest {
  @TempDir Path dir;
  private EchoingProvider provider;
  private NodeFixture fixture;

  @BeforeEach
  void begin() {
    provider = new EchoingProvider(SelfSigned.in(dir).server(), "tea");
    provider.accept("none");
    fixture = new NodeFixture(dir, TestCrews.SCRIPT).crew("echo", TestCrews.ECHO);
    fixture.with("OPENAI_BASE_URL", provider.baseUrl()).with("MAX_RETRIES", "0");
  }

  @AfterEach
  void end() {
    fixture.close();
    provider.close();
  }

  @Test
  void certificate_isRefusedByDefault() {
    var execution = fixture.start().run(NodeFixture.request("echo", Map.of("word", "tea")));
    assertThat(execution.status()).isEqualTo(Status.FAILED);
    assertThat(Unverified.of(fixture.settings())).isEmpty();
  }

  @Test
  void certificate_isNotLookedAt_whereValidateSslIsFalse() {
    fixture.with("VALIDATE_SSL", "false");
    var execution = fixture.start().run(NodeFixture.request("echo", Map.of("word", "tea")));
    assertThat(execution.status()).isEqualTo(Status.COMPLETED);
  }

  @Test
  void validateSslFalse_isInTheHealthThatOperatorsSee_andInNoOther() {
    var settings = fixture.with("VALIDATE_SSL", "false").settings();
    var server = new Server(Vertx.vertx(), settings, fixture.fatal::add);
    await(server.start());
    try {
      assertThat(llm(server.managementPort())).contains("INSECURE: VALIDATE_SSL=false");
      assertThat(llm(server.port())).doesNotContain("INSECURE");
    } finally {
      await(server.stop());
    }
  }

  @Test
  void vaultSslVerifyFalse_isAWarningToo() {
    fixture.with("VAULT_ADDR", "https://vault").with("VAULT_TOKEN", "t");
    fixture.with("VAULT_SSL_VERIFY", "false");
    assertThat(Unverified.of(fixture.settings()))
        .singleElement()
        .asString()
        .startsWith("INSECURE: VAULT_SSL_VERIFY=false");
  }

  private static String llm(int port) {
    try (var http = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health"))
              .timeout(Duration.ofSeconds(30))
              .build();
      var body = http.sendAsync(request, HttpResponse.BodyHandlers.ofString()).join().body();
      return new JsonObject(body).getJsonObject("checks").getJsonObject("llm").encode();
    }
  }
}
