package dev.rcrewai.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.config.ClusterSettings;
import dev.rcrewai.execution.Await;
import io.vertx.core.VertxOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HazelcastClusterTest {
  @Test
  void members_areFoundByTheirListOnly() {
    var join =
        HazelcastCluster.config(settings(null, "a:1", "b"), "h").getNetworkConfig().getJoin();

    assertThat(join.getTcpIpConfig().getMembers()).containsExactly("a:1", "b");
    assertThat(join.getMulticastConfig().isEnabled()).isFalse();
    assertThat(join.getAutoDetectionConfig().isEnabled()).isFalse();
    assertThat(join.getKubernetesConfig().isEnabled()).isFalse();
  }

  @Test
  void members_areFoundByDnsOnly() {
    var join = HazelcastCluster.config(settings("crews.svc"), "h").getNetworkConfig().getJoin();

    assertThat(join.getKubernetesConfig().getProperty("service-dns")).isEqualTo("crews.svc");
    assertThat(join.getTcpIpConfig().isEnabled()).isFalse();
  }

  @Test
  void firstOfItsName_isAClusterOfOne() {
    var vertx = Await.await(HazelcastCluster.join(new VertxOptions(), settings("localhost")));
    try {
      assertThat(vertx.isClustered()).isTrue();
    } finally {
      Await.await(vertx.close());
    }
  }

  private static ClusterSettings settings(@Nullable String dns, String... members) {
    return new ClusterSettings(
        true, "own-" + System.nanoTime(), dns, List.of(members), null, 0, 0, null, 1, 1);
  }
}
