package dev.rcrewai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.auth.TokenIssuer;
import dev.rcrewai.config.AuthSettings;
import dev.rcrewai.config.Secret;
import dev.rcrewai.llm.Waiting;
import dev.rcrewai.secret.FakeVault;
import dev.rcrewai.secret.FakeVault.Trouble;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server of its own, every secret of which is a canary, at its most talkative, through good and
 * bad days; then everything that came out of it is searched.
 */
class SecretGrepTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String LLM = "secret/data/llm_providers";
  private static final String DATABASE = "secret/data/database";
  private static final String CANARY = "canary0123456789";
  private static final String KEY = "sk-proj-openai-" + CANARY + "-old";
  private static final String NEXT_KEY = "sk-proj-openai-" + CANARY + "-new";
  private static final String JWT = "jwt-secret-" + CANARY + "-0123456789abcdef";
  private static final String PROMPT = "promptcanary4711";
  private static final String ANSWER = "answercanary0815";
  private static final int LOAD = 300;

  /** The test's own reader, where the process ends first. */
  private static final String PIPE_CLOSED = "java.io.IOException: Stream closed";

  @TempDir static Path dir;
  private static final Map<String, String> ENVIRONMENT = new HashMap<>();
  private static final List<HttpResponse<String>> UNDER_LOAD = new ArrayList<>();
  private static final List<String> ERRORS = new ArrayList<>();
  private static final List<String> LISTS = new ArrayList<>();
  private static final List<String> OPERATORS = new ArrayList<>();
  private static EchoingProvider provider;
  private static FakeVault vault;
  private static ServerProcess server;
  private static String token;
  private static final List<HttpResponse<String>> COMPLETED = new ArrayList<>();

  @BeforeAll
  static void run() throws Exception {
    provider = new EchoingProvider(new HttpServerOptions(), ANSWER);
    provider.accept(KEY);
    vault = new FakeVault();
    vault.put(LLM, Map.of("openai_api_key", KEY, "anthropic_api_key", "sk-ant-" + CANARY));
    vault.put(
        DATABASE,
        Map.of(
            "database_url", "postgresql://u:db" + CANARY + "@127.0.0.1:1/none",
            "redis_url", "redis://u:redis" + CANARY + "@127.0.0.1:1"));
    configure();
    server = ServerProcess.serve(ENVIRONMENT);
    token = token(JWT);
    goodAndBadDays();
    rotationUnderLoad();
    vaultFails();
    LISTS.add(server.get("/v1/executions?page_size=100", token).body());
    server.terminate();
    assertThat(server.exitsWithin(SOON)).isTrue();
  }

  @AfterAll
  static void end() {
    server.close();
    provider.close();
    vault.close();
  }

  private static void configure() throws IOException {
    Files.createDirectories(dir.resolve("crews"));
    Files.writeString(dir.resolve("crews/echo.yaml"), TestCrews.ECHO);
    ENVIRONMENT.putAll(
        Map.of(
            "SERVER_CONFIG", Files.writeString(dir.resolve("server.yaml"), "").toString(),
            "DATA_DIR", dir.resolve("data").toString(),
            "FILES_DIR", dir.resolve("files").toString(),
            "CREWS_DIR", dir.resolve("crews").toString(),
            "HOST", "127.0.0.1",
            "PORT", "0",
            "MANAGEMENT_PORT", "-1",
            "STORE", "sqlite",
            "LOG_LEVEL", "DEBUG",
            "SHUTDOWN_GRACE", "0"));
    secrets();
  }

  /** Each of them is a canary. */
  private static void secrets() throws IOException {
    ENVIRONMENT.putAll(
        Map.of(
            "LLM_PROVIDER",
            "openai",
            "OPENAI_BASE_URL",
            provider.baseUrl(),
            "LLM_RETRY_LIMIT",
            "0",
            "MAX_RETRIES",
            "0",
            "VAULT_ADDR",
            vault.address(),
            "VAULT_TOKEN",
            FakeVault.ROOT,
            "JWT_SECRET",
            JWT,
            "JWT_SECRET_PREVIOUS",
            "previous-" + JWT));
    ENVIRONMENT.putAll(
        Map.of(
            "GOOGLE_API_KEY",
            "AIza" + CANARY,
            "AZURE_OPENAI_API_KEY",
            "azure" + CANARY,
            "AZURE_OPENAI_ENDPOINT",
            "http://127.0.0.1:1",
            "OLLAMA_HOST",
            "http://127.0.0.1:1",
            "OLLAMA_API_KEY_FILE",
            file("ollama", "ollama" + CANARY)));
  }

  private static void goodAndBadDays() {
    COMPLETED.add(execute(PROMPT, 30));
    ERRORS.add(execute("refuse " + PROMPT, 30).body());
    ERRORS.add(execute("hang " + PROMPT, 1).body());
    ERRORS.add(
        server
            .post(
                "/execute",
                token,
                "{\"crew_name\":\"echo\",\"inputs\":{\"word\":{\"x\":\"" + PROMPT + "\"}}}")
            .join()
            .body());
    ERRORS.add(server.post("/execute", token(JWT + "x"), "{}").join().body());
    provider.accept("none");
    ERRORS.add(execute(PROMPT, 30).body());
    provider.accept(KEY);
  }

  /** The new key is in Vault, and the old one is revoked while callers come. */
  private static void rotationUnderLoad() throws InterruptedException {
    vault.put(LLM, Map.of("openai_api_key", NEXT_KEY, "anthropic_api_key", "sk-ant-" + CANARY));
    // The key that was refused for good has used up this look at Vault.
    long end = System.nanoTime() + Duration.ofSeconds(11).toNanos();
    Waiting.until("Vault may be asked again", SOON, () -> System.nanoTime() > end);
    var free = new Semaphore(32);
    var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
    for (int i = 0; i < LOAD; i++) {
      free.acquire();
      if (i == LOAD / 3) {
        provider.accept(NEXT_KEY);
      }
      answers.add(send(PROMPT, 30).whenComplete((_, _) -> free.release()));
    }
    answers.forEach(answer -> UNDER_LOAD.add(answer.join()));
  }

  private static void vaultFails() {
    vault.trouble(Trouble.SEALED);
    provider.accept("none");
    var end = System.nanoTime() + Duration.ofSeconds(11).toNanos();
    Waiting.until("Vault may be asked again", SOON, () -> System.nanoTime() > end);
    ERRORS.add(execute(PROMPT, 30).body());
    OPERATORS.add(manage("/health"));
    OPERATORS.add(manage("/metrics"));
    LISTS.add(server.get("/health", token).body());
  }

  @Test
  void execution_completes_withItsAnswer() {
    assertThat(COMPLETED.getFirst().statusCode()).isEqualTo(200);
    assertThat(COMPLETED.getFirst().body()).contains(ANSWER);
  }

  @Test
  void keyRotatedAndRevokedUnderLoad_failsNoExecution() {
    assertThat(UNDER_LOAD).hasSize(LOAD).allMatch(answer -> answer.statusCode() == 200);
  }

  @Test
  void errors_nameNoSecretAndNoPrompt() {
    assertThat(ERRORS).hasSize(6).allSatisfy(SecretGrepTest::assertClean);
    assertThat(ERRORS.getLast()).contains("provider_error");
  }

  @Test
  void logs_atDebug_nameNoSecretAndNoPrompt() {
    assertClean(server.log());
    assertThat(server.log())
        .contains("secrets were replaced: OPENAI_API_KEY from vault", "answered 503 (sealed");
  }

  @Test
  void logs_areOneJsonObjectPerLine() {
    var odd =
        server
            .log()
            .lines()
            .filter(line -> !isGreeting(line) && !line.equals(PIPE_CLOSED) && !isJson(line))
            .toList();
    assertThat(odd).isEmpty();
  }

  @Test
  void metricsAndHealth_nameNoSecretAndNoPrompt_butThatVaultFails() {
    assertThat(OPERATORS).allSatisfy(SecretGrepTest::assertClean);
    assertThat(OPERATORS.getFirst()).contains("answered 503 (sealed");
    assertThat(OPERATORS.getLast())
        .contains("rcrewai_secrets_refresh_failures_total{source=\"vault\"} 1.0");
  }

  @Test
  void listsAndPublicHealth_nameNoSecret_norWhyVaultFails() {
    assertThat(LISTS).allSatisfy(text -> assertThat(text).doesNotContain(CANARY, ANSWER, "sealed"));
  }

  @Test
  void store_holdsPrompts_butNoSecret() throws IOException {
    try (var files = Files.walk(dir.resolve("data"))) {
      var all = new StringBuilder();
      for (var file : files.filter(Files::isRegularFile).toList()) {
        all.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
      }
      assertThat(all.toString()).contains(PROMPT).doesNotContain(CANARY, FakeVault.ROOT);
    }
  }

  private static void assertClean(String text) {
    for (var secret : List.of(CANARY, FakeVault.ROOT, PROMPT, ANSWER)) {
      int at = text.indexOf(secret);
      assertThat(at < 0 ? "" : text.substring(Math.max(0, at - 300), at + secret.length()))
          .as("what stands before " + secret)
          .isEmpty();
    }
  }

  private static boolean isGreeting(String line) {
    return line.isBlank() || line.startsWith("listening on ") || line.startsWith("  ");
  }

  private static boolean isJson(String line) {
    try {
      return !new JsonObject(line).isEmpty();
    } catch (DecodeException e) {
      return false;
    }
  }

  private static HttpResponse<String> execute(String word, int timeout) {
    return send(word, timeout).join();
  }

  private static CompletableFuture<HttpResponse<String>> send(String word, int timeout) {
    var body =
        new JsonObject()
            .put("crew_name", "echo")
            .put("inputs", new JsonObject().put("word", word))
            .put("timeout", timeout);
    return server.post("/execute", token, body.encode());
  }

  private static String manage(String path) {
    var address = server.management().resolve(path);
    try (var http = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(address).timeout(SOON).build();
      return http.sendAsync(request, HttpResponse.BodyHandlers.ofString()).join().body();
    }
  }

  private static String token(String secret) {
    var auth =
        new AuthSettings("HS256", new Secret(secret), null, null, null, null, null, true, false);
    return new TokenIssuer(auth).issue("ann", List.of("execute_crew"), Duration.ofHours(1));
  }

  private static String file(String name, String text) throws IOException {
    return Files.writeString(dir.resolve(name), text).toString();
  }
}
