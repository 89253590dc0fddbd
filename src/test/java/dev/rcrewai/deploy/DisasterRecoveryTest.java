package dev.rcrewai.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.Programs;
import dev.rcrewai.store.redis.RedisServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cluster that is backed up, lost and brought back. The store is a real Redis, reached by {@code
 * kubectl exec}; the cluster around it is a stand-in, for there is no real one to be had here.
 */
class DisasterRecoveryTest {
  private static final String IMAGE = "registry.example/rcrewai@sha256:" + "0".repeat(64);
  private static final String SECRET = "canary-of-a-secret-0123456789abcdef";

  @TempDir Path dir;
  private Path state;
  private Path programs;
  private Path home;
  private RedisServer redis;
  private String recipient;

  @BeforeEach
  void makeCluster() throws IOException {
    Programs.require("jq");
    Programs.require("redis-server");
    Programs.require("age");
    state = Files.createDirectory(dir.resolve("cluster"));
    programs = Files.createDirectory(dir.resolve("bin"));
    install(programs.resolve("kubectl"), resource("kubectl.sh"));
    makeHome();
    redis = RedisServer.start(Files.createDirectory(dir.resolve("redis")));
    redis.cli("SET", "rcrewai:schema", "1");
    redis.cli("HSET", "rcrewai:execution:one", "seq", "5", "status", "waiting");
    var data = new JsonObject().put("jwt-secret", base64(SECRET)).put("redis-url", base64(url()));
    put("secret.json", new JsonObject().put("kind", "Secret").put("data", data));
    put("configmaps.json", list(new JsonArray().add(map("rcrewai-config-1")).add(map("other"))));
    put("deployments.json", new JsonObject().put("configMapRef", named("rcrewai-config-2")));
    BackupFixture.shell("age-keygen -o '" + dir.resolve("identity") + "' 2>/dev/null");
    recipient = BackupFixture.shell("age-keygen -y '" + dir.resolve("identity") + "'").strip();
  }

  /** These scripts beside a deploy.sh and a smoke-tests.sh that only say that they were called. */
  private void makeHome() throws IOException {
    home = Files.createDirectory(dir.resolve("home"));
    for (var name : List.of("scripts", "conf", "pom.xml")) {
      BackupFixture.shell("cp -r '" + Script.ROOT.resolve(name) + "' '" + home + "'");
    }
    for (var name : List.of("deploy.sh", "smoke-tests.sh")) {
      var call = "#!/bin/sh\necho \"" + name + " $*\" >>\"$KUBE_STATE/calls\"\n";
      install(home.resolve("scripts/" + name), call);
    }
  }

  @AfterEach
  void close() {
    redis.close();
  }

  private static void install(Path program, String text) throws IOException {
    Files.deleteIfExists(program);
    Files.writeString(program, text);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static String resource(String name) throws IOException {
    return Files.readString(Script.ROOT.resolve("src/test/resources").resolve(name));
  }

  private String url() {
    return redis.url();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  private static JsonObject named(String name) {
    return new JsonObject().put("name", name);
  }

  private static JsonObject map(String name) {
    var metadata = named(name).put("uid", "1").put("namespace", "lost");
    return new JsonObject().put("kind", "ConfigMap").put("metadata", metadata);
  }

  private static JsonObject list(JsonArray items) {
    return new JsonObject().put("apiVersion", "v1").put("kind", "List").put("items", items);
  }

  private void put(String name, JsonObject object) throws IOException {
    Files.writeString(state.resolve(name), object.encode());
  }

  private JsonObject object(String name) throws IOException {
    return new JsonObject(Files.readString(state.resolve(name)));
  }

  private Script.Run run(String script, String... words) {
    return Script.in(home, script, words)
        .before(programs)
        .with(Map.of("KUBE_STATE", state.toString(), "SMOKE_TOKEN", "any"))
        .run();
  }

  private Path backup() {
    var to = dir.resolve("backups").toString();
    var made =
        run(
            "backup.sh",
            "--namespace",
            "lost",
            "--via",
            "kubectl exec -i store --",
            "--to",
            to,
            "--recipient",
            recipient);
    assertThat(made.status()).as(made.words()).isZero();
    return Path.of(made.out().strip());
  }

  private Script.Run recover(Path backup, String... more) {
    var words =
        List.of(
            "--backup",
            backup.toString(),
            "--image",
            IMAGE,
            "--identity",
            dir.resolve("identity").toString(),
            "--via",
            "kubectl exec -i store --",
            "--url",
            "http://127.0.0.1:1");
    var all = new ArrayList<>(words);
    all.addAll(List.of(more));
    return run("disaster-recovery.sh", all.toArray(String[]::new));
  }

  private void lose() throws IOException {
    redis.cli("FLUSHALL");
    for (var name : List.of("secret.json", "configmaps.json", "calls")) {
      Files.delete(state.resolve(name));
    }
  }

  @Test
  void cluster_lost_isBroughtBackInOrder() throws IOException {
    var secret = object("secret.json").getJsonObject("data");
    var backup = backup();
    lose();

    var run = recover(backup);

    assertThat(run.status()).as(run.words()).isZero();
    assertThat(object("secret.json").getJsonObject("data")).isEqualTo(secret);
    assertThat(redis.cli("HGET", "rcrewai:execution:one", "seq")).isEqualTo("5");
    assertThat(object("configmaps.json").getJsonArray("items"))
        .containsExactly(
            new JsonObject().put("kind", "ConfigMap").put("metadata", named("rcrewai-config-1")));
    assertThat(run.err()).contains("rcrewai-config-2 was not in the backup");
    var changes =
        Files.readAllLines(state.resolve("calls")).stream()
            .filter(call -> call.matches(".*(apply|deploy.sh|smoke|--pipe).*"))
            .map(call -> call.replaceAll(".*(configmaps.json|--pipe|smoke-tests|deploy).*", "$1"))
            .toList();
    assertThat(changes)
        .containsExactly(
            "kubectl apply --server-side --field-manager=rcrewai-restore --filename -",
            "kubectl apply --server-side --force-conflicts --field-manager=rcrewai-restore"
                + " --filename -",
            "--pipe",
            "configmaps.json",
            "deploy",
            "smoke-tests");
    assertThat(run.words()).doesNotContain("canary");
  }

  @Test
  void cluster_withASecretAlready_isNotOverwritten() throws IOException {
    var backup = backup();
    var other = new JsonObject().put("data", new JsonObject().put("jwt-secret", base64("other")));
    put("secret.json", other);

    var run = recover(backup);

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("other secrets already").doesNotContain("3 of 6");
    assertThat(object("secret.json")).isEqualTo(other);
  }

  @Test
  void dryRun_changesNothing() throws IOException {
    var backup = backup();
    lose();

    var run = recover(backup, "--dry-run");

    assertThat(run.status()).as(run.words()).isZero();
    assertThat(state.resolve("secret.json")).doesNotExist();
    assertThat(redis.cli("DBSIZE")).isEqualTo("0");
  }

  @Test
  void image_byTag_isRefused() {
    var run = run("disaster-recovery.sh", "--backup", "x", "--image", "rcrewai:latest");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("sha256");
  }
}
