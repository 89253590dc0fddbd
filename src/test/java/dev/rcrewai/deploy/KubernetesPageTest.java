package dev.rcrewai.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What docs/operations/kubernetes.md says of the manifests is so. */
class KubernetesPageTest {
  @Test
  void everyComponent_hasItsRow() throws IOException {
    var page = page();

    assertThat(namesIn("components")).isNotEmpty().allMatch(page::contains);
  }

  @Test
  void everyOverlay_isNamed() throws IOException {
    var page = page();

    assertThat(namesIn("overlays"))
        .isNotEmpty()
        .allMatch(name -> page.contains(name.replaceFirst("`", "`k8s/overlays/")));
  }

  @Test
  void endOfAPod_isAsThePageSays() throws IOException {
    var deployment = Manifest.one(Kustomize.baseWith(), "Deployment", "rcrewai-app");
    var settings = Files.readString(Path.of("k8s/base/workload/config.env"));

    assertThat(page())
        .contains(
            deployment.pod().at("/containers/0/lifecycle/preStop/sleep/seconds") + " s (`preStop`)")
        .contains(
            "`terminationGracePeriodSeconds` ("
                + deployment.pod().path("terminationGracePeriodSeconds")
                + " s)");
    for (var name : List.of("SHUTDOWN_DELAY", "SHUTDOWN_GRACE")) {
      var value = settings.replaceFirst("(?s).*\n" + name + "=(\\d+)\n.*", "$1");
      assertThat(page()).contains("`" + name + "` (" + value + " s)");
    }
  }

  private static List<String> namesIn(String folder) throws IOException {
    try (var names = Files.list(Path.of("k8s", folder))) {
      return names.map(path -> "`" + path.getFileName() + "`").sorted().toList();
    }
  }

  private static String page() throws IOException {
    return Files.readString(Path.of("docs/operations/kubernetes.md"));
  }
}
