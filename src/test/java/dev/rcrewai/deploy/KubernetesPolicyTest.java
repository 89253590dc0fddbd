package dev.rcrewai.deploy;

import static dev.rcrewai.deploy.Manifest.ofKind;
import static dev.rcrewai.deploy.Manifest.one;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What no schema sees: that manifests mean each other, and that two of them do not fight. */
class KubernetesPolicyTest {
  private static final List<Manifest> PRODUCTION = Kustomize.overlay("production");
  private static final Map<String, String> CERT_MANAGERS_POD =
      Map.of("acme.cert-manager.io/http01-solver", "true");
  private static final int LONGEST_CALL = 3600;

  static Stream<List<Manifest>> renders() {
    return Stream.of(
        Kustomize.overlay("development"),
        PRODUCTION,
        Kustomize.overlay("blue-green"),
        Kustomize.baseWith("event-bus"),
        Kustomize.baseWith("keda", "vpa", "monitoring"));
  }

  @ParameterizedTest
  @MethodSource("renders")
  void selectors_meanPodsThatAreThere(List<Manifest> all) {
    var pods =
        Stream.concat(
                all.stream().filter(Manifest::isWorkload).map(Manifest::podLabels),
                Stream.of(CERT_MANAGERS_POD))
            .toList();

    assertThat(selectors(all))
        .isNotEmpty()
        .allSatisfy(selector ->
            assertThat(pods)
                .as(selector.toString())
                .anyMatch(labels -> labels.entrySet().containsAll(selector.entrySet())));
  }

  @ParameterizedTest
  @MethodSource("renders")
  void service_leadsToPortsThatItsPodsHave(List<Manifest> all) {
    assertThat(ofKind(all, "Service"))
        .allSatisfy(service -> {
          var selector = Manifest.texts(service.at("/spec/selector"));
          var named =
              all.stream()
                  .filter(Manifest::isWorkload)
                  .filter(one -> one.podLabels().entrySet().containsAll(selector.entrySet()))
                  .flatMap(Manifest::containers)
                  .flatMap(container -> Manifest.elements(container.path("ports")))
                  .map(port -> port.path("name").asText())
                  .toList();
          assertThat(Manifest.elements(service.at("/spec/ports")))
              .isNotEmpty()
              .allSatisfy(port -> assertThat(named).contains(port.path("targetPort").asText()));
        });
  }

  @ParameterizedTest
  @MethodSource("renders")
  void scalers_meanADeploymentThatIsThere_andSaysNothingOfReplicas(List<Manifest> all) {
    var scalers =
        Stream.of("HorizontalPodAutoscaler", "ScaledObject").flatMap(kind -> ofKind(all, kind));

    assertThat(scalers)
        .allSatisfy(scaler -> {
          var target = scaler.at("/spec/scaleTargetRef/name").asText();
          assertThat(one(all, "Deployment", target).at("/spec/replicas").isMissingNode()).isTrue();
        });
  }

  @Test
  void hpa_scalesAsTheSeedDoes_butNotByMemory() {
    var hpa = one(PRODUCTION, "HorizontalPodAutoscaler", "rcrewai-hpa").at("/spec");

    assertThat(hpa.path("minReplicas").asInt()).isEqualTo(3);
    assertThat(hpa.path("maxReplicas").asInt()).isEqualTo(20);
    assertThat(Manifest.elements(hpa.path("metrics")))
        .singleElement()
        .satisfies(metric -> assertIsCpu(metric, 70));
    assertThat(hpa.at("/behavior/scaleDown/stabilizationWindowSeconds").asInt()).isEqualTo(300);
    assertThat(hpa.at("/behavior/scaleUp/stabilizationWindowSeconds").asInt()).isEqualTo(60);
    assertThat(hpa.at("/behavior/scaleDown/policies/0/value").asInt()).isEqualTo(10);
    assertThat(hpa.at("/behavior/scaleUp/policies/0/value").asInt()).isEqualTo(50);
  }

  /** No schema knows the words that Kubernetes takes here. */
  private static void assertIsCpu(JsonNode metric, int percent) {
    assertThat(metric.path("type").asText()).isEqualTo("Resource");
    assertThat(metric.at("/resource/name").asText()).isEqualTo("cpu");
    assertThat(metric.at("/resource/target/type").asText()).isEqualTo("Utilization");
    assertThat(metric.at("/resource/target/averageUtilization").asInt()).isEqualTo(percent);
  }

  @Test
  void hpa_withTheComponentForIt_scalesByTheAgeOfTheQueueToo() {
    var all = Kustomize.baseWith("hpa", "hpa-queue-age", "gateway");
    var metrics =
        Manifest.elements(one(all, "HorizontalPodAutoscaler", "rcrewai-hpa").at("/spec/metrics"))
            .toList();

    assertThat(metrics).hasSize(2);
    assertIsCpu(metrics.getFirst(), 70);
    assertThat(metrics.get(1).path("type").asText()).isEqualTo("Pods");
    assertThat(metrics.get(1).at("/pods/metric/name").asText())
        .isEqualTo("rcrewai_queue_age_seconds");
    assertThat(metrics.get(1).at("/pods/target/type").asText()).isEqualTo("AverageValue");
  }

  @Test
  void keda_hasTheBoundsAndPaceOfTheHpa() {
    var keda =
        one(Kustomize.baseWith("keda", "vpa", "monitoring"), "ScaledObject", "rcrewai-scaler")
            .at("/spec");
    var hpa = one(PRODUCTION, "HorizontalPodAutoscaler", "rcrewai-hpa").at("/spec");

    assertThat(keda.path("minReplicaCount")).isEqualTo(hpa.path("minReplicas"));
    assertThat(keda.path("maxReplicaCount")).isEqualTo(hpa.path("maxReplicas"));
    assertThat(keda.at("/advanced/horizontalPodAutoscalerConfig/behavior"))
        .isEqualTo(hpa.path("behavior"));
    assertThat(keda.at("/triggers/0/metadata/value").asText()).isEqualTo("70");
  }

  @Test
  void vpa_onlyRecommends() {
    var vpa = one(PRODUCTION, "VerticalPodAutoscaler", "rcrewai-vpa");

    assertThat(vpa.at("/spec/updatePolicy/updateMode").asText()).isEqualTo("Off");
    assertThat(vpa.at("/spec/targetRef/name").asText()).isEqualTo("rcrewai-app");
  }

  @Test
  void disruptionBudget_letsOnePodGo_whichIsFewerThanThereAre() {
    var budget = one(PRODUCTION, "PodDisruptionBudget", "rcrewai-pdb");
    var hpa = one(PRODUCTION, "HorizontalPodAutoscaler", "rcrewai-hpa");

    assertThat(budget.at("/spec/maxUnavailable").asInt())
        .isEqualTo(1)
        .isLessThan(hpa.at("/spec/minReplicas").asInt());
  }

  @Test
  void quota_hasRoomForTwoFullSetsOfPods() {
    var hard = one(PRODUCTION, "ResourceQuota", "rcrewai-quota").at("/spec/hard");
    var max = one(PRODUCTION, "HorizontalPodAutoscaler", "rcrewai-hpa").at("/spec/maxReplicas");
    int pods = 2 * max.asInt() + 1;

    assertThat(hard.path("pods").asInt()).isGreaterThanOrEqualTo(pods);
    assertThat(hard.path("requests.cpu").asDouble()).isGreaterThanOrEqualTo(pods * 0.5);
    assertThat(hard.path("limits.cpu").asDouble()).isGreaterThanOrEqualTo(pods * 2);
    assertThat(gibibytes(hard.path("requests.memory"))).isGreaterThanOrEqualTo(pods);
    assertThat(gibibytes(hard.path("limits.memory"))).isGreaterThanOrEqualTo(pods);
  }

  private static int gibibytes(JsonNode quantity) {
    return Integer.parseInt(quantity.asText().replaceFirst("Gi$", ""));
  }

  @Test
  void ingress_hasAClassACertificateAndPatience() {
    var ingress = one(PRODUCTION, "Ingress", "rcrewai-ingress");
    var annotations = Manifest.texts(ingress.at("/metadata/annotations"));

    assertThat(ingress.at("/spec/ingressClassName").asText()).isEqualTo("nginx");
    assertThat(annotations)
        .doesNotContainKeys("kubernetes.io/ingress.class", "nginx.ingress.kubernetes.io/rate-limit")
        .containsEntry("nginx.ingress.kubernetes.io/limit-rps", "100")
        .containsEntry("cert-manager.io/cluster-issuer", "letsencrypt-prod");
    assertThat(Integer.parseInt(annotations.get("nginx.ingress.kubernetes.io/proxy-read-timeout")))
        .isGreaterThan(LONGEST_CALL);
    assertThat(settingOfProduction("EXECUTION_TIMEOUT_MAX"))
        .isEqualTo(Integer.toString(LONGEST_CALL));
    assertThat(ingress.at("/spec/tls/0/hosts/0")).isEqualTo(ingress.at("/spec/rules/0/host"));
  }

  @Test
  void ingressAndRoute_showTheSamePublicPaths_andNoMetrics() throws IOException {
    var ingress = one(PRODUCTION, "Ingress", "rcrewai-ingress");
    var route =
        one(Kustomize.baseWith("hpa", "hpa-queue-age", "gateway"), "HTTPRoute", "rcrewai-route");
    var paths =
        Manifest.elements(ingress.at("/spec/rules/0/http/paths"))
            .map(path -> path.path("path").asText())
            .toList();

    assertThat(Manifest.elements(route.at("/spec/rules/0/matches")))
        .extracting(match -> match.at("/path/value").asText())
        .isEqualTo(paths);
    assertThat(paths).contains("/execute", "/v1").doesNotContain("/", "/metrics", "/ready");
    assertThat(Files.readString(Path.of("src/main/resources/openapi.yaml")))
        .contains(paths.stream().filter(path -> !path.equals("/v1")).map(p -> p + ":").toList());
  }

  @Test
  void route_waitsLongerThanTheLongestCall() {
    var route =
        one(Kustomize.baseWith("hpa", "hpa-queue-age", "gateway"), "HTTPRoute", "rcrewai-route");
    var request = route.at("/spec/rules/0/timeouts/request").asText();

    assertThat(Integer.parseInt(request.replaceFirst("s$", ""))).isGreaterThan(LONGEST_CALL);
  }

  @ParameterizedTest
  @MethodSource("renders")
  void namespace_refusesPodsThatAreNotRestricted_byAPinnedVersion(List<Manifest> all) {
    assertThat(ofKind(all, "PodSecurityPolicy")).isEmpty();
    assertThat(ofKind(all, "Namespace"))
        .singleElement()
        .satisfies(namespace ->
            assertThat(Manifest.texts(namespace.at("/metadata/labels")))
                .containsEntry("pod-security.kubernetes.io/enforce", "restricted")
                .hasEntrySatisfying(
                    "pod-security.kubernetes.io/enforce-version",
                    version -> assertThat(version).matches("v1\\.\\d+")));
  }

  @Test
  void blueAndGreen_areTwoSets_ofWhichTheServiceMeansOne() {
    var all = Kustomize.overlay("blue-green");
    var service = Manifest.texts(one(all, "Service", "rcrewai-service").at("/spec/selector"));

    assertThat(Stream.of("blue", "green"))
        .allSatisfy(color -> {
          var set = one(all, "Deployment", "rcrewai-app-" + color);
          assertThat(set.podLabels()).containsEntry("color", color);
          assertThat(Manifest.texts(set.at("/spec/selector/matchLabels")))
              .containsEntry("color", color);
          assertThat(one(all, "PodDisruptionBudget", "rcrewai-pdb-" + color))
              .extracting(one -> one.at("/spec/selector/matchLabels/color").asText())
              .isEqualTo(color);
        });
    assertThat(service).isEqualTo(Map.of("app", "rcrewai", "color", "blue"));
  }

  private static String settingOfProduction(String name) {
    return ofKind(PRODUCTION, "ConfigMap").findFirst().orElseThrow().at("/data/" + name).asText();
  }

  private static List<Map<String, String>> selectors(List<Manifest> all) {
    return all.stream()
        .flatMap(one ->
            Stream.of("/spec/selector/matchLabels", "/spec/podSelector/matchLabels")
                .map(one::at)
                .filter(JsonNode::isObject)
                .filter(_ -> !one.kind().equals("ServiceMonitor")))
        .map(Manifest::texts)
        .toList();
  }
}
