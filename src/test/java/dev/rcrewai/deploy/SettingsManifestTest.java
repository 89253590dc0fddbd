package dev.rcrewai.deploy;

import static dev.rcrewai.deploy.Manifest.ofKind;
import static dev.rcrewai.deploy.Manifest.one;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.config.Settings;
import dev.rcrewai.config.SettingsLoader;
import dev.rcrewai.config.StoreSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What pods are told: settings that the server knows, and secrets by reference only. */
class SettingsManifestTest {
  private static final Pattern NAME = Pattern.compile("`([A-Z][A-Z0-9_]+)`");
  private static final String MOUNT = "/run/secrets/rcrewai/";

  /** Values by their keys in rcrewai-secrets, of the form that the server asks for. */
  private static final Map<String, String> SECRETS =
      Map.of(
          "jwt-secret", "0123456789abcdef0123456789abcdef",
          "database-url", "postgresql://rcrewai:secret@db.databases.svc:5432/rcrewai",
          "openai-api-key", "sk-none");

  /** There while one secret of tokens takes the place of another; else the server has none. */
  private static final String ONLY_WHILE_EXCHANGED = "jwt-secret-previous";

  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(strings = {"development", "production", "blue-green"})
  void settings_areKnownToTheServer(String overlay) throws IOException {
    assertThat(known()).contains("LLM_PROVIDER", "JWT_SECRET_FILE");
    assertThat(settings(Kustomize.overlay(overlay)).keySet()).isSubsetOf(known());
  }

  @Test
  void settings_ofComponents_areKnownToTheServer() throws IOException {
    var all = Kustomize.baseWith("event-bus", "crews");
    var variables =
        one(all, "Deployment", "rcrewai-app")
            .containers()
            .flatMap(container -> Manifest.elements(container.path("env")))
            .map(variable -> variable.path("name").asText())
            .toList();

    assertThat(variables).containsExactly("CLUSTER_HOST");
    assertThat(known()).containsAll(variables).containsAll(settings(all).keySet());
  }

  @ParameterizedTest
  @ValueSource(strings = {"production", "blue-green"})
  void server_withSettingsOfProduction_acceptsThemAll(String overlay) {
    var settings = load(Kustomize.overlay(overlay));

    assertThat(settings.store().kind()).isEqualTo(StoreSettings.Kind.POSTGRES);
    assertThat(settings.llm().isSandbox()).isFalse();
  }

  @Test
  void server_withSettingsOfDevelopment_answersFromTheSandboxOnRedis() {
    var settings = load(Kustomize.overlay("development"));

    assertThat(settings.store().kind()).isEqualTo(StoreSettings.Kind.REDIS);
    assertThat(settings.llm().isSandbox()).isTrue();
  }

  @Test
  void secret_isNeverInAManifest() {
    assertThat(
            Stream.of("development", "production", "blue-green")
                .map(Kustomize::overlay)
                .flatMap(all -> ofKind(all, "Secret")))
        .isEmpty();
  }

  @Test
  void secretExample_isInNoKustomization_andHoldsNoValue() throws IOException {
    var example = example();

    assertThat(example.name()).isEqualTo("rcrewai-secrets");
    assertThat(StrictSchema.faults(example)).isEmpty();
    assertThat(Manifest.texts(example.at("/stringData")).values()).containsOnly("");
    assertThat(kustomizations()).noneMatch(text -> text.contains("examples"));
  }

  @Test
  void secretFiles_areKeysOfTheExample_andOfTheExternalSecret() throws IOException {
    var keys = Manifest.texts(example().at("/stringData")).keySet();
    var external = one(Kustomize.baseWith("external-secrets"), "ExternalSecret", "rcrewai-secrets");
    var fetched =
        Manifest.elements(external.at("/spec/data"))
            .map(one -> one.path("secretKey").asText())
            .collect(Collectors.toSet());

    assertThat(files(Kustomize.overlay("production"))).isEqualTo(keys).isEqualTo(fetched);
    assertThat(keys).isEqualTo(SECRETS.keySet());
  }

  @Test
  void configMap_ofOtherContent_hasAnotherName_soThatItIsRolledOutAndBack() {
    var one = ofKind(Kustomize.overlay("production"), "ConfigMap").findFirst().orElseThrow();
    var deployment = one(Kustomize.overlay("production"), "Deployment", "rcrewai-app");

    assertThat(one.name()).matches("rcrewai-config-[a-z0-9]{10}");
    assertThat(deployment.pod().at("/containers/0/envFrom/0/configMapRef/name").asText())
        .isEqualTo(one.name());
    assertThat(ofKind(Kustomize.overlay("development"), "ConfigMap").map(Manifest::name))
        .doesNotContain(one.name());
  }

  @Test
  void crewsOfTheComponent_areThoseOfTheRepository() throws IOException {
    assertThat(Path.of("k8s/components/crews/smoke_test.yaml"))
        .hasSameTextualContentAs(Path.of("conf/crews/smoke_test.yaml"));
    assertThat(ofKind(Kustomize.baseWith("crews"), "ConfigMap").map(one -> one.json().path("data")))
        .anyMatch(data -> data.has("smoke_test.yaml"));
  }

  private Settings load(List<Manifest> all) {
    var environment = new HashMap<>(settings(all));
    environment.replaceAll((_, value) ->
        value.startsWith(MOUNT) ? secret(value.substring(MOUNT.length())).toString() : value);
    environment.put("KUBERNETES_SERVICE_HOST", "10.96.0.1");
    return new SettingsLoader(environment, Path.of("").toAbsolutePath()).load();
  }

  private Path secret(String key) {
    try {
      return Files.writeString(dir.resolve(key), SECRETS.getOrDefault(key, ""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> settings(List<Manifest> all) {
    return ofKind(all, "ConfigMap")
        .filter(one -> one.name().startsWith("rcrewai-config"))
        .findFirst()
        .map(one -> Manifest.texts(one.json().path("data")))
        .orElseThrow();
  }

  private static Set<String> files(List<Manifest> all) {
    return settings(all).values().stream()
        .filter(value -> value.startsWith(MOUNT))
        .map(value -> value.substring(MOUNT.length()))
        .filter(key -> !key.equals(ONLY_WHILE_EXCHANGED))
        .collect(Collectors.toSet());
  }

  private static Manifest example() throws IOException {
    return Manifest.parse(Files.readString(Path.of("k8s/examples/secret.yaml"))).getFirst();
  }

  private static List<String> kustomizations() throws IOException {
    try (var files = Files.walk(Path.of("k8s"))) {
      return files
          .filter(file -> file.endsWith("kustomization.yaml"))
          .map(SettingsManifestTest::read)
          .toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The names in the tables of docs/configuration.md, which a test holds against the code. */
  private static Set<String> known() throws IOException {
    return Files.readString(Path.of("docs/configuration.md"))
        .lines()
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.substring(0, line.indexOf('|', 1)))
        .flatMap(cell -> NAME.matcher(cell).results().map(found -> found.group(1)))
        .collect(Collectors.toSet());
  }
}
