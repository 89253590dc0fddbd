package dev.rcrewai.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the cluster is named, found and protected. */
class ClusterRulesTest {
  @TempDir Path dir;
  private Loading loading;

  @BeforeEach
  void begin() {
    loading = new Loading(dir);
  }

  @Test
  void cluster_nothingSet_isOff() {
    assertThat(loading.load().cluster())
        .isEqualTo(
            new ClusterSettings(
                false, "rcrewai", null, List.of(), null, 5701, 5702, null, 5000, 100));
  }

  @Test
  void cluster_variables_areMapped() {
    var cluster =
        loading
            .with("CLUSTER_ENABLED", "true")
            .with("CLUSTER_NAME", "crews")
            .with("CLUSTER_MEMBERS", "10.0.0.1, node-2.local:5701")
            .with("CLUSTER_HOST", "10.0.0.3")
            .with("CLUSTER_PORT", "0")
            .with("CLUSTER_BUS_PORT", "7")
            .with("CLUSTER_TLS_CERT", "/run/tls.crt")
            .with("CLUSTER_TLS_KEY", "/run/tls.key")
            .with("CLUSTER_TLS_CA", "/run/ca.crt")
            .with("CLUSTER_STREAMS_MAX", "8")
            .with("CLUSTER_CALLER_STREAMS_MAX", "9")
            .load()
            .cluster();
    assertThat(cluster)
        .isEqualTo(
            new ClusterSettings(
                true,
                "crews",
                null,
                List.of("10.0.0.1", "node-2.local:5701"),
                "10.0.0.3",
                0,
                7,
                new ClusterSettings.Tls(
                    Path.of("/run/tls.crt"), Path.of("/run/tls.key"), Path.of("/run/ca.crt")),
                8,
                9));
  }

  @Test
  void cluster_dns_isMapped() {
    assertThat(loading.with("CLUSTER_DNS", "crews.default.svc").load().cluster().dns())
        .isEqualTo("crews.default.svc");
  }

  @Test
  void cluster_dnsBesideMembers_isRefused() {
    assertThat(problems("CLUSTER_DNS", "crews.default.svc", "CLUSTER_MEMBERS", "10.0.0.1"))
        .containsExactly("CLUSTER_MEMBERS: expected nothing beside CLUSTER_DNS");
  }

  @Test
  void cluster_membersThatAreNone_areRefused() {
    assertThat(problems("CLUSTER_MEMBERS", "http://10.0.0.1"))
        .containsExactly(
            "CLUSTER_MEMBERS: expected HOST or HOST:PORT, several separated by commas");
  }

  @Test
  void cluster_halfOfTls_isRefused() {
    var because = ": expected a file, because others of CLUSTER_TLS_* are set";
    assertThat(problems("CLUSTER_TLS_CERT", "/run/tls.crt"))
        .containsExactly("CLUSTER_TLS_KEY" + because, "CLUSTER_TLS_CA" + because);
  }

  private List<String> problems(String... variables) {
    for (int i = 0; i < variables.length; i += 2) {
      loading.with(variables[i], variables[i + 1]);
    }
    return catchThrowableOfType(SettingsException.class, loading::load).problems().stream()
        .map(problem -> problem.key() + ": " + problem.advice())
        .toList();
  }
}
