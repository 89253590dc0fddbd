package dev.rcrewai.deploy;

import static dev.rcrewai.deploy.Manifest.one;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How pods of the server start, are asked, are replaced and end. */
class DeploymentManifestTest {
  private static final int JVM_END_SECONDS = 15;

  private static final Manifest DEPLOYMENT = one(Kustomize.baseWith(), "Deployment", "rcrewai-app");

  /** Every workload of every overlay: whatever is added must keep the rules too. */
  static Stream<Manifest> workloads() {
    return Stream.of(
            Kustomize.overlay("development"),
            Kustomize.overlay("production"),
            Kustomize.overlay("blue-green"),
            Kustomize.baseWith("event-bus"),
            Kustomize.baseWith("crews"))
        .flatMap(List::stream)
        .filter(Manifest::isWorkload);
  }

  @Test
  void probes_askTheManagementPort_whichCallsNoProvider() {
    assertThat(server().at("/startupProbe/httpGet/path").asText()).isEqualTo("/health/live");
    assertThat(server().at("/livenessProbe/httpGet/path").asText()).isEqualTo("/health/live");
    assertThat(server().at("/readinessProbe/httpGet/path").asText()).isEqualTo("/ready");
    assertThat(Stream.of("startupProbe", "livenessProbe", "readinessProbe"))
        .allSatisfy(probe ->
            assertThat(server().at("/" + probe + "/httpGet/port").asText())
                .isEqualTo("management"));
    assertThat(portOf("management")).isEqualTo(8081);
    assertThat(portOf("http")).isEqualTo(8080);
  }

  @Test
  void liveness_waitsForTheStart() {
    int allowed =
        server().at("/startupProbe/periodSeconds").asInt()
            * server().at("/startupProbe/failureThreshold").asInt();

    assertThat(allowed).isGreaterThanOrEqualTo(60);
    assertThat(server().at("/livenessProbe/initialDelaySeconds").isMissingNode()).isTrue();
  }

  @Test
  void gracePeriod_coversPreStopAndTheWholeDrain() {
    var settings = settings(Kustomize.baseWith());
    int preStop = server().at("/lifecycle/preStop/sleep/seconds").asInt();
    int delay = Integer.parseInt(settings.get("SHUTDOWN_DELAY"));
    int drain = Integer.parseInt(settings.get("SHUTDOWN_GRACE"));

    assertThat(preStop).isPositive();
    assertThat(delay).isLessThan(drain);
    assertThat(DEPLOYMENT.pod().path("terminationGracePeriodSeconds").asInt())
        .isGreaterThanOrEqualTo(preStop + delay + drain + JVM_END_SECONDS);
  }

  @Test
  void preStop_lastsLongerThanReadinessTakesToFail() {
    int noticed =
        server().at("/readinessProbe/periodSeconds").asInt()
            * server().at("/readinessProbe/failureThreshold").asInt();

    assertThat(server().at("/lifecycle/preStop/sleep/seconds").asInt())
        .isGreaterThanOrEqualTo(noticed);
  }

  @Test
  void rollout_addsAPodBeforeItTakesOneAway() {
    assertThat(DEPLOYMENT.at("/spec/strategy/rollingUpdate/maxUnavailable").asInt(-1)).isZero();
    assertThat(DEPLOYMENT.at("/spec/strategy/rollingUpdate/maxSurge").asInt()).isEqualTo(1);
    assertThat(DEPLOYMENT.at("/spec/replicas").asInt()).isEqualTo(3);
  }

  @Test
  void pods_areSpreadOverZonesAndMachines() {
    var keys =
        Manifest.elements(DEPLOYMENT.pod().path("topologySpreadConstraints"))
            .map(constraint -> constraint.path("topologyKey").asText());

    assertThat(keys).containsExactly("topology.kubernetes.io/zone", "kubernetes.io/hostname");
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void workload_hasNoTokenOfKubernetes(Manifest workload) {
    assertThat(workload.pod().path("automountServiceAccountToken").asBoolean(true)).isFalse();
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void container_hasRequestsAndLimits_andAsMuchMemoryAsItMayUse(Manifest workload) {
    assertThat(workload.containers())
        .allSatisfy(container -> {
          var resources = container.path("resources");
          assertThat(resources.at("/requests/cpu").asText()).isNotEmpty();
          assertThat(resources.at("/limits/cpu").asText()).isNotEmpty();
          assertThat(resources.at("/requests/memory").asText())
              .isNotEmpty()
              .isEqualTo(resources.at("/limits/memory").asText());
        });
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void container_mayDoNothingThatItNeedNot(Manifest workload) {
    var pod = workload.pod().path("securityContext");
    assertThat(pod.path("runAsUser").asInt()).isPositive();
    assertThat(pod.at("/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
    assertThat(workload.containers())
        .allSatisfy(container -> {
          var may = container.path("securityContext");
          assertThat(may.path("runAsNonRoot").asBoolean()).isTrue();
          assertThat(may.path("readOnlyRootFilesystem").asBoolean()).isTrue();
          assertThat(may.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
          assertThat(may.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
        });
  }

  @Test
  void server_writesOnlyWhatMayBeLostAndRunsAsTheImagesUser() {
    assertThat(DEPLOYMENT.pod().at("/securityContext/runAsUser").asInt()).isEqualTo(1000);
    assertThat(Manifest.elements(server().path("volumeMounts")))
        .filteredOn(mount -> !mount.path("readOnly").asBoolean())
        .extracting(mount -> mount.path("mountPath").asText())
        .containsExactly("/tmp", "/data");
    assertThat(Manifest.elements(DEPLOYMENT.pod().path("volumes")))
        .filteredOn(volume -> !volume.has("secret"))
        .allSatisfy(volume -> assertThat(volume.at("/emptyDir/sizeLimit").asText()).isNotEmpty());
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void image_isNeverLatest_andTheServersIsForDeployShToName(Manifest workload) {
    assertThat(workload.containers())
        .allSatisfy(container -> {
          var image = container.path("image").asText();
          if (container.path("name").asText().equals("rcrewai")) {
            assertThat(image).isEqualTo("rcrewai");
          } else {
            assertThat(image).matches("[a-z/.-]+:\\d+\\.\\d+\\.\\d+");
          }
        });
  }

  @Test
  void memory_ofAContainer_isTakenByNoFile() {
    assertThat(Manifest.elements(DEPLOYMENT.pod().path("volumes")))
        .filteredOn(volume -> volume.has("emptyDir"))
        .allSatisfy(volume -> assertThat(volume.at("/emptyDir/sizeLimit").asText()).isNotEmpty());
  }

  private static JsonNode server() {
    return DEPLOYMENT.containers().findFirst().orElseThrow();
  }

  private static int portOf(String name) {
    return Manifest.elements(server().path("ports"))
        .filter(port -> port.path("name").asText().equals(name))
        .findFirst()
        .orElseThrow()
        .path("containerPort")
        .asInt();
  }

  private static Map<String, String> settings(List<Manifest> all) {
    return Manifest.texts(
        Manifest.ofKind(all, "ConfigMap").findFirst().orElseThrow().json().path("data"));
  }
}
