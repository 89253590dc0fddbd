package dev.rcrewai.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.Programs;
import dev.rcrewai.llm.Waiting;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * scripts/deploy.sh as it is, with a kubectl that stands for the cluster; manifests are rendered
 * and smoke tests run for real.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeployScriptTest {
  private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);
  private static final String IMAGE = "ghcr.io/example/rcrewai-server@" + DIGEST;
  private static final String STATUS = "rollout status deployment/rcrewai-app --timeout=600s";

  private SandboxServer server;
  private FakeCluster cluster;

  @BeforeAll
  void start(@TempDir Path dir) {
    Programs.require("curl");
    Programs.require("kubectl");
    server = new SandboxServer(dir);
  }

  @AfterAll
  void close() {
    server.close();
  }

  @BeforeEach
  void fresh(@TempDir Path dir) {
    cluster = new FakeCluster(dir, server);
  }

  @Test
  void rolling_appliesTheImageByItsDigest_andTestsIt() {
    cluster.keep("revision", "7");
    var run = cluster.deploy(IMAGE);

    assertThat(run.status()).as(run.words()).isZero();
    assertThat(run.words()).contains("smoke tests passed");
    assertThat(image("rcrewai-app")).isEqualTo(IMAGE);
    assertThat(cluster.changes())
        .startsWith("apply all.yaml", STATUS)
        .noneMatch(change -> change.startsWith("rollout undo"));
    assertThat(cluster.kept("lock")).isEmpty();
  }

  @Test
  void rolling_podsDoNotBecomeReady_goesBackToTheRevisionBefore() {
    cluster.keep("revision", "7");
    cluster.fails("^rollout status");
    var run = cluster.deploy(IMAGE);

    assertThat(run.status()).isEqualTo(1);
    assertThat(cluster.changes())
        .containsSubsequence(
            "apply all.yaml", STATUS, "rollout undo deployment/rcrewai-app --to-revision=7");
    assertThat(cluster.kept("lock")).isEmpty();
  }

  @Test
  void rolling_smokeTestsFail_goesBackToTheRevisionBefore() {
    cluster.keep("revision", "7");
    cluster.leads("rcrewai-service", nobody());
    var run = cluster.deploy(IMAGE);

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.words()).contains("smoke tests FAILED", "revision 7 serves again");
    assertThat(cluster.changes())
        .contains("rollout undo deployment/rcrewai-app --to-revision=7")
        .endsWith(STATUS);
  }

  @Test
  void rolling_nothingWasRolledOut_isNotRolledBack() {
    cluster.keep("revision", "7");
    cluster.fails("^apply");
    var run = cluster.deploy(IMAGE);

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.words()).contains("revision 7 serves as before");
    assertThat(cluster.changes()).noneMatch(change -> change.startsWith("rollout undo"));
  }

  @Test
  void rolling_theFirstTime_hasNothingToGoBackTo() {
    cluster.fails("^rollout status");
    var run = cluster.deploy(IMAGE);

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.words()).contains("nothing to go back to");
  }

  @Test
  void rolling_endedByASignal_goesBackAndUnlocks() {
    cluster.keep("revision", "7");
    cluster.keep("hangs", "");
    var deployment = cluster.begin(IMAGE);
    Waiting.until(
        "it waits for pods", Duration.ofSeconds(30), () -> cluster.changes().contains(STATUS));
    deployment.process().destroy();
    var run = deployment.end();

    assertThat(run.status()).isEqualTo(143);
    assertThat(cluster.changes()).contains("rollout undo deployment/rcrewai-app --to-revision=7");
    assertThat(cluster.kept("lock")).isEmpty();
  }

  @Test
  void rollingRollback_undoesTheLastRevision_andTestsIt() {
    cluster.keep("revision", "8");
    var run = cluster.deploy("--rollback");

    assertThat(run.status()).as(run.words()).isZero();
    assertThat(cluster.changes()).startsWith("rollout undo deployment/rcrewai-app", STATUS);
    assertThat(run.words()).contains("smoke tests passed");
  }

  @Test
  void blueGreen_testsTheNewSet_switchesCallers_andEndsTheOldSet() {
    cluster.keep("color", "blue");
    var run = cluster.deploy("--strategy", "blue-green", IMAGE);

    assertThat(run.status()).as(run.words()).isZero();
    assertThat(cluster.changes())
        .containsSubsequence(
            "apply shared.yaml",
            "apply next.yaml",
            "scale deployment/rcrewai-app-green --replicas=5",
            "rollout status deployment/rcrewai-app-green --timeout=600s",
            "port-forward service/rcrewai-service-green :80",
            "patch service rcrewai-service --type=merge"
                + " -p {\"spec\":{\"selector\":{\"color\":\"green\"}}}",
            "port-forward service/rcrewai-service :80",
            "scale deployment/rcrewai-app-blue --replicas=0");
    assertThat(cluster.kept("color")).isEqualTo("green");
    assertThat(image("rcrewai-app-green")).isEqualTo(IMAGE);
  }

  @Test
  void blueGreen_doesNotTouchTheSetThatServes_untilCallersHaveLeftIt() {
    cluster.keep("color", "green");
    cluster.deploy("--strategy", "blue-green", IMAGE);

    var applied = cluster.applied();
    assertThat(Manifest.ofKind(applied, "Deployment").map(Manifest::name))
        .containsExactly("rcrewai-app-blue");
    assertThat(
            Manifest.one(applied, "Service", "rcrewai-service").at("/spec/selector/color").asText())
        .isEqualTo("green");
  }

  @Test
  void blueGreen_smokeTestsOfTheNewSetFail_neverSwitches() {
    cluster.keep("color", "blue");
    cluster.leads("rcrewai-service-green", nobody());
    var run = cluster.deploy("--strategy", "blue-green", IMAGE);

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.words()).contains("blue serves as before");
    assertThat(cluster.kept("color")).isEqualTo("blue");
    assertThat(cluster.changes())
        .doesNotContain("scale deployment/rcrewai-app-blue --replicas=0")
        .noneMatch(change -> change.contains("\"color\":\"green\""))
        .endsWith("scale deployment/rcrewai-app-green --replicas=0");
  }

  @Test
  void blueGreen_smokeTestsAfterTheSwitchFail_switchesBack() {
    cluster.keep("color", "blue");
    cluster.leads("rcrewai-service", nobody());
    var run = cluster.deploy("--strategy", "blue-green", IMAGE);

    assertThat(run.status()).isEqualTo(1);
    assertThat(cluster.kept("color")).isEqualTo("blue");
    assertThat(cluster.changes())
        .filteredOn(change -> change.startsWith("patch"))
        .hasSize(2)
        .last()
        .asString()
        .contains("blue");
  }

  @Test
  void blueGreen_theOldSetDoesNotEnd_callersStayWithTheNewOne() {
    cluster.keep("color", "blue");
    cluster.fails("^scale deployment/rcrewai-app-blue");
    var run = cluster.deploy("--strategy", "blue-green", IMAGE);

    assertThat(run.status()).isEqualTo(1);
    assertThat(cluster.kept("color")).isEqualTo("green");
    assertThat(cluster.changes()).doesNotContain("scale deployment/rcrewai-app-green --replicas=0");
  }

  @Test
  void blueGreen_theFirstTime_startsBlue() {
    var run = cluster.deploy("--strategy", "blue-green", IMAGE);

    assertThat(run.status()).as(run.words()).isZero();
    assertThat(image("rcrewai-app-blue")).isEqualTo(IMAGE);
    assertThat(cluster.changes()).noneMatch(change -> change.contains("replicas=0"));
  }

  @Test
  void blueGreenRollback_startsTheOtherSetAsItWas_andSwitches() {
    cluster.keep("color", "green");
    var run = cluster.deploy("--strategy", "blue-green", "--rollback");

    assertThat(run.status()).as(run.words()).isZero();
    assertThat(cluster.kept("color")).isEqualTo("blue");
    assertThat(cluster.changes())
        .noneMatch(change -> change.startsWith("apply"))
        .startsWith("scale deployment/rcrewai-app-blue --replicas=5");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ghcr.io/example/rcrewai-server:latest",
        "ghcr.io/example/rcrewai-server:v1.2.3",
        "ghcr.io/example/rcrewai-server",
        "ghcr.io/example/rcrewai-server@sha256:0123",
        "rcrewai"
      })
  void imageWithoutADigest_isRefused(String image) {
    var run = cluster.deploy(image);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.words()).contains("no image by digest");
    assertThat(cluster.calls()).isEmpty();
  }

  @Test
  void anotherDeploymentUnderWay_isNamed_andNothingChanges() {
    cluster.keep("lock", "somebody@elsewhere");
    var run = cluster.deploy(IMAGE);

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.words()).contains("somebody@elsewhere");
    assertThat(cluster.changes()).isEmpty();
    assertThat(cluster.kept("lock")).isEqualTo("somebody@elsewhere");
  }

  @Test
  void withoutTheSecret_nothingChanges() {
    cluster.keep("no-secret", "");
    var run = cluster.deploy(IMAGE);

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.words()).contains("rcrewai-secrets", "k8s/examples/secret.yaml");
    assertThat(cluster.changes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rolling", "blue-green"})
  void dryRun_onlyReads(String strategy) {
    cluster.keep("color", "blue");
    cluster.keep("revision", "7");
    var run = cluster.deploy("--dry-run", "--strategy", strategy, IMAGE);

    assertThat(run.status()).as(run.words()).isZero();
    assertThat(run.words()).contains("would: kubectl", "nothing was changed");
    assertThat(cluster.calls()).isNotEmpty().allMatch(call -> call.startsWith("get "));
  }

  @Test
  void whatItDoesNotKnow_isRefused() {
    assertThat(List.of("--force", "--strategy", "--timeout=5"))
        .allSatisfy(option -> assertThat(cluster.deploy(option).status()).isEqualTo(2));
    assertThat(cluster.deploy("--strategy", "canary", IMAGE).status()).isEqualTo(2);
    assertThat(cluster.deploy("--overlay", "none", IMAGE).status()).isEqualTo(2);
    assertThat(cluster.deploy("--help").words()).contains("--strategy blue-green", "--rollback");
  }

  private String image(String deployment) {
    return Manifest.one(cluster.applied(), "Deployment", deployment)
        .at("/spec/template/spec/containers/0/image")
        .asText();
  }

  private static URI nobody() {
    return URI.create("http://127.0.0.1:" + Programs.freePort());
  }
}
