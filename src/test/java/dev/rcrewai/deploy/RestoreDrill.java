package dev.rcrewai.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.rcrewai.llm.Waiting;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server loses its store and gets it back from a backup that was made while it worked. */
@Timeout(300)
abstract class RestoreDrill {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String MEMORY = "/v1/memory";
  private static final int ENDED = 5;

  /** One that waits, one that runs, one whose webhook is not told, one that is remembered. */
  private static final int OTHERS = 4;

  @TempDir Path dir;
  OperatedServer server;
  private HttpServer receiver;
  private volatile int receiverAnswers = 503;
  private final List<String> told = new CopyOnWriteArrayList<>();

  /** Makes an empty store, and returns how settings name it. */
  abstract Map<String, String> store() throws IOException;

  /** Nothing of the store is left but the server of the database. */
  abstract void destroy() throws IOException;

  @BeforeEach
  void open() throws IOException {
    server = new OperatedServer(dir.resolve("server"));
    server.settings.putAll(store());
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          told.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          exchange.sendResponseHeaders(receiverAnswers, -1);
          exchange.close();
        });
    receiver.start();
    server.settings.put("WEBHOOK_ALLOW", "127.0.0.1");
    server.settings.put("WEBHOOK_SECRET", "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
  }

  @AfterEach
  void close() {
    server.close();
    receiver.stop(0);
  }

  /** How it stands before the store is lost. */
  private record Before(
      Map<String, JsonArray> journals,
      String waiting,
      String running,
      String untold,
      JsonArray memories) {}

  @Test
  void backup_ofARunningServer_bringsBackEveryExecution() throws IOException {
    server.start();
    var before = work();
    var backup = backup();
    until(server.begin("echo", "after-the-backup", new JsonObject()), "completed");
    server.kill();
    destroy();
    long chats = server.provider.chats();

    var restored = restore(backup, "--only", "store");

    assertThat(restored.status()).as(restored.words()).isZero();
    assertThat(restored.out()).containsPattern("store before +0 +0 +0").containsPattern(counts());
    receiverAnswers = 204;
    told.clear();
    server.start();
    assertThatAllIsBack(before);
    assertThat(server.provider.chats()).as("no recorded chat was made again").isEqualTo(chats + 2);
  }

  private Before work() {
    var journals = new LinkedHashMap<String, JsonArray>();
    for (int i = 0; i < ENDED; i++) {
      var id = server.begin("echo", "word-" + i, new JsonObject());
      until(id, "completed");
      journals.put(id, server.journal(id));
    }
    var waiting = server.begin("asking", "tea", new JsonObject());
    until(waiting, "waiting");
    var running = server.begin("echo", "slow", new JsonObject());
    Waiting.until("its chat is in flight", LIMIT, () -> server.provider.chats() > ENDED);
    var url = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/";
    var webhook = new JsonObject().put("url", url);
    var untold = server.begin("echo", "hook", new JsonObject().put("webhook", webhook));
    until(untold, "completed");
    Waiting.until("the receiver refuses", LIMIT, () -> !told.isEmpty());
    until(server.begin("keeper", "tea", new JsonObject()), "completed");
    var memories = server.get(MEMORY).getJsonArray("memories");
    assertThat(memories).isNotEmpty();
    return new Before(journals, waiting, running, untold, memories);
  }

  /** A whole backup, and nothing else where backups are. */
  Path backup() throws IOException {
    var to = dir.resolve("backups");
    var made =
        Script.of("backup.sh", "--no-secrets", "--to", to.toString()).with(server.settings).run();
    assertThat(made.status()).as(made.words()).isZero();
    try (var files = Files.list(to)) {
      assertThat(files).containsExactly(Path.of(made.out().strip()));
    }
    return Path.of(made.out().strip());
  }

  Script.Run restore(Path backup, String... options) {
    return Script.of("restore.sh", backup.toString()).and(options).with(server.settings).run();
  }

  /** All that was begun but the last one; of these one waits and one runs. */
  private static String counts() {
    return "store after +" + (ENDED + OTHERS) + " +[1-9]\\d+ +2";
  }

  private void assertThatAllIsBack(Before before) {
    until(before.running(), "completed");
    assertThat(server.listed()).hasSize(ENDED + OTHERS).containsAll(before.journals().keySet());
    before.journals().forEach((id, journal) -> assertThat(server.journal(id)).isEqualTo(journal));
    assertThat(server.get(MEMORY).getJsonArray("memories")).isEqualTo(before.memories());
    var answer =
        server.post("/v1/executions/" + before.waiting() + "/input", "{\"answer\": \"yes\"}");
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 202);
    until(before.waiting(), "completed");
    // The next try by itself is minutes away where there were two already.
    server.post("/v1/executions/" + before.untold() + "/webhook/redeliver", "{}");
    Waiting.until(
        "the receiver is told",
        LIMIT,
        () -> told.stream().anyMatch(body -> body.contains(before.untold())));
  }

  private void until(String id, String status) {
    Waiting.until(id + " is " + status, LIMIT, () -> server.status(id).equals(status));
  }
}
