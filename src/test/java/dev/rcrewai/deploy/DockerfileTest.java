package dev.rcrewai.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What docker/Dockerfile must hold to; scripts/container-test.sh builds it and looks inside. */
class DockerfileTest {
  private static final Path FILE = Path.of("docker", "Dockerfile");

  private String text = "";
  private String last = "";

  @BeforeEach
  void read() throws IOException {
    text = Files.readString(FILE).replace("\\\n", "");
    last = text.substring(text.lastIndexOf("\nFROM "));
  }

  @Test
  void bases_areReleasesThatCanBePinned() {
    assertThat(text)
        .containsPattern("ARG BUILD_IMAGE=maven:\\d+\\.\\d+\\.\\d+-\\S+")
        .containsPattern("ARG RUNTIME_IMAGE=eclipse-temurin:25\\.\\d+\\.\\d+_\\d+-jre-\\S+");
    assertThat(all("(?m)^FROM (\\S+)"))
        .containsOnly("${BUILD_IMAGE}", "libraries", "${RUNTIME_IMAGE}", "server");
  }

  @Test
  void theBuildContext_holdsOnlyWhatIsNamed() throws IOException {
    var ignored = Files.readAllLines(Path.of(".dockerignore"));
    assertThat(ignored).contains("*").doesNotContain("!.", "!docker", "!docker/.env");
    assertThat(all("(?m)^COPY (?:--chmod=\\d+ )?(\\w[\\w./]*) "))
        .isNotEmpty()
        .allSatisfy(source -> assertThat(ignored).contains("!" + source))
        .allSatisfy(source -> assertThat(Path.of(source)).exists());
  }

  @Test
  void libraries_areALayerBeforeTheSources() {
    assertThat(text.indexOf("COPY pom.xml"))
        .isLessThan(text.indexOf("copy-dependencies"))
        .isLessThan(text.indexOf("COPY src/main"));
    assertThat(text.indexOf("COPY --from=libraries /dist"))
        .isLessThan(text.indexOf("COPY --from=build"));
    assertThat(all("RUN (--mount=type=cache)\\S* *mvn")).hasSize(2);
  }

  @Test
  void theServer_isNobodySpecial_andOwnsNoneOfItsFiles() {
    assertThat(text).contains("\nUSER 1000:1000\n").doesNotContain("chown -R");
    assertThat(text.lastIndexOf("USER ")).isEqualTo(text.indexOf("USER "));
    assertThat(last).contains("COPY --from=training --chown=0:0");
    assertThat(all("install -d (\\S+ rcrewai) "))
        .as("but for its data")
        .containsExactly("-o rcrewai");
  }

  @Test
  void theImage_hasNoToolsOfTheBuild() {
    assertThat(text).doesNotContain("apt-get", "curl", "git ");
  }

  @Test
  void signals_reachTheServer() {
    assertThat(last).contains("ENTRYPOINT [\"java\", ").contains("CMD [\"serve\"]");
    assertThat(last).contains("STOPSIGNAL SIGTERM");
  }

  @Test
  void aLostKey_neverAnswersWithScriptedText() {
    assertThat(text).containsPattern("ENV [^\n]*LLM_PROVIDER=openai").contains("LANG=C.UTF-8");
  }

  @Test
  void theHealthCheck_startsNoSecondJvm_andAsksNobodyElse() throws IOException {
    assertThat(last).containsPattern("HEALTHCHECK .*CMD \\[\"rcrewai-healthcheck\"\\]");
    var script = Files.readString(Path.of("docker", "healthcheck"));
    assertThat(script).contains("path=${1:-/health/live}").doesNotContain("java ", "curl ");
  }

  @Test
  void theAotCache_isMadeAndUsedWithTheSameOptions() throws IOException {
    assertThat(last)
        .contains("@/opt/rcrewai/java.options", "-XX:AOTCache=/opt/rcrewai/rcrewai.aot");
    var train = Files.readString(Path.of("docker", "train"));
    assertThat(train).contains("run=(\"$@\")", "-XX:AOTMode=on");
    assertThat(text).contains("java @/opt/rcrewai/java.options -jar /opt/rcrewai/rcrewai.jar");
    var options = Files.readAllLines(Path.of("docker", "java.options"));
    assertThat(options).contains("-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders");
    assertThat(options).anyMatch(option -> option.startsWith("-XX:MaxRAMPercentage="));
  }

  /** A temporary directory may be noexec; without them there is no store, and no epoll. */
  @Test
  void nativeParts_lieUnpacked() throws IOException {
    var options = Files.readAllLines(Path.of("docker", "java.options"));

    assertThat(text)
        .contains("libsqlitejdbc.so", "META-INF/native/libnetty_transport_native_epoll_");
    for (var machine : List.of("x86_64", "aarch_64")) {
      var epoll = "/META-INF/native/libnetty_transport_native_epoll_%s.so".formatted(machine);
      assertThat(getClass().getResource(epoll)).as(epoll).isNotNull();
    }
    assertThat(options)
        .contains(
            "-Djava.library.path=/opt/rcrewai/native", "-Dorg.sqlite.lib.path=/opt/rcrewai/native");
  }

  @Test
  void theImage_saysWhatItIs() {
    assertThat(all("org\\.opencontainers\\.image\\.(\\w+)="))
        .contains("title", "description", "version", "revision", "source");
  }

  private List<String> all(String pattern) {
    return Pattern.compile(pattern).matcher(text).results().map(DockerfileTest::one).toList();
  }

  private static String one(MatchResult found) {
    return found.group(1);
  }
}
