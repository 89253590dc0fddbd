package dev.rcrewai.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1LimitRange;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1ResourceQuota;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Says what Kubernetes would not accept in a manifest: unknown kinds and fields, wrong types,
 * missing fields. Kubernetes' own kinds by its Java client's models; those of operators by schemas
 * of the fields that we use, in {@code custom-resources.yaml}.
 */
final class StrictSchema {
  private static final Map<String, Check> OWN_KINDS =
      Map.ofEntries(
          Map.entry("v1 Namespace", V1Namespace::validateJsonElement),
          Map.entry("v1 ResourceQuota", V1ResourceQuota::validateJsonElement),
          Map.entry("v1 LimitRange", V1LimitRange::validateJsonElement),
          Map.entry("v1 ServiceAccount", V1ServiceAccount::validateJsonElement),
          Map.entry("v1 ConfigMap", V1ConfigMap::validateJsonElement),
          Map.entry("v1 Secret", V1Secret::validateJsonElement),
          Map.entry("v1 Service", V1Service::validateJsonElement),
          Map.entry("apps/v1 Deployment", V1Deployment::validateJsonElement),
          Map.entry("apps/v1 StatefulSet", V1StatefulSet::validateJsonElement),
          Map.entry("policy/v1 PodDisruptionBudget", V1PodDisruptionBudget::validateJsonElement),
          Map.entry("networking.k8s.io/v1 Ingress", V1Ingress::validateJsonElement),
          Map.entry("networking.k8s.io/v1 NetworkPolicy", V1NetworkPolicy::validateJsonElement),
          Map.entry(
              "autoscaling/v2 HorizontalPodAutoscaler",
              V2HorizontalPodAutoscaler::validateJsonElement));

  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private static final JsonNode OPERATORS = operators();

  private interface Check {
    void validate(JsonElement json) throws IOException;
  }

  private StrictSchema() {}

  /** Every fault found; none for a manifest that is accepted. */
  static List<String> faults(Manifest manifest) {
    var own = OWN_KINDS.get(manifest.type());
    if (own != null) {
      return faults(manifest, own);
    }
    var schema = OPERATORS.path(manifest.type());
    if (schema.isMissingNode()) {
      return List.of(manifest + ": no such kind");
    }
    return SCHEMAS
        .getSchema(schema.toString(), InputFormat.JSON)
        .validate(manifest.json().toString(), InputFormat.JSON)
        .stream()
        .map(fault -> manifest + ": " + fault)
        .collect(Collectors.toList());
  }

  private static List<String> faults(Manifest manifest, Check check) {
    try {
      check.validate(JsonParser.parseString(manifest.json().toString()));
      return List.of();
    } catch (IllegalArgumentException | IOException e) {
      return List.of(manifest + ": " + e.getMessage());
    }
  }

  private static JsonNode operators() {
    var file = Path.of("src", "test", "resources", "k8s", "custom-resources.yaml");
    try {
      var yaml = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
      return new ObjectMapper().valueToTree(yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
