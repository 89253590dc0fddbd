package dev.rcrewai.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every manifest is one that Kubernetes accepts, down to the last field. */
class KubernetesSchemaTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "development",
        "production",
        "blue-green",
        "blue-green/shared",
        "blue-green/blue",
        "blue-green/green"
      })
  void overlay_hasKnownKindsAndFieldsOnly(String overlay) {
    assertIsAccepted(Kustomize.overlay(overlay));
  }

  static Stream<List<String>> combinations() {
    return Stream.of(
        List.of(),
        List.of("crews"),
        List.of("external-secrets"),
        List.of("event-bus"),
        List.of("hpa", "hpa-queue-age", "gateway"),
        List.of("keda", "vpa", "monitoring"),
        List.of("redis", "ingress"),
        List.of("event-bus", "crews", "hpa", "hpa-queue-age", "vpa", "monitoring", "gateway"));
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void components_togetherWithTheBase_haveKnownKindsAndFieldsOnly(List<String> components) {
    assertIsAccepted(Kustomize.baseWith(components.toArray(String[]::new)));
  }

  @Test
  void aFieldThatDoesNotExist_isFound() {
    assertThat(faults("apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {port: 80}"))
        .singleElement()
        .asString()
        .contains("port");
  }

  @Test
  void aFieldDeepInAPod_thatDoesNotExist_isFound() {
    var deployment = Manifest.one(Kustomize.overlay("production"), "Deployment", "rcrewai-app");
    var wrong = deployment.json().toString().replace("\"periodSeconds\"", "\"intervalSeconds\"");

    assertThat(faults(wrong)).singleElement().asString().contains("intervalSeconds");
  }

  @Test
  void podSecurityPolicy_whichKubernetesRemoved_isFound() {
    assertThat(
            faults(
                """
                apiVersion: policy/v1beta1
                kind: PodSecurityPolicy
                metadata: {name: rcrewai-psp}
                """))
        .singleElement()
        .asString()
        .contains("no such kind");
  }

  @Test
  void aFieldOfAnOperator_thatDoesNotExist_isFound() {
    var scaler =
        Manifest.one(
            Kustomize.baseWith("keda", "vpa", "monitoring"), "ScaledObject", "rcrewai-scaler");
    var wrong = scaler.json().toString().replace("minReplicaCount", "minReplicas");

    assertThat(faults(wrong)).singleElement().asString().contains("minReplicas");
  }

  private static void assertIsAccepted(List<Manifest> manifests) {
    assertThat(manifests).isNotEmpty();
    assertThat(manifests.stream().map(StrictSchema::faults).flatMap(List::stream)).isEmpty();
  }

  private static List<String> faults(String manifest) {
    return StrictSchema.faults(Manifest.parse(manifest).getFirst());
  }
}
