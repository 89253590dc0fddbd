package dev.rcrewai.gateway;

import com.hazelcast.config.Config;
import dev.rcrewai.config.ClusterSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;

/**
 * A Vert.x that is a member of the cluster. Members find each other by a DNS name or by a list,
 * never by multicast. Used only where there is a cluster, so that Hazelcast is not even loaded
 * where there is none.
 */
public final class HazelcastCluster {
  private HazelcastCluster() {}

  /** Joins; fails where the port is taken or, with TLS, a file cannot be read. */
  public static Future<Vertx> join(VertxOptions options, ClusterSettings settings) {
    return Vertx.builder()
        .with(new VertxOptions(options).setEventBusOptions(eventBus(settings)))
        .withClusterManager(new HazelcastClusterManager(config(settings)))
        .buildClustered();
  }

  private static Config config(ClusterSettings settings) {
    var config = ConfigUtil.loadConfig().setClusterName(settings.name());
    config
        .setProperty("hazelcast.logging.type", "slf4j")
        .setProperty("hazelcast.phone.home.enabled", "false")
        .setProperty("hazelcast.shutdownhook.enabled", "false") // the server has its own
        .setProperty("hazelcast.socket.bind.any", "false")
        .setProperty("hazelcast.wait.seconds.before.join", "0")
        // Members that started at the same moment may not have seen each other.
        .setProperty("hazelcast.merge.first.run.delay.seconds", "5")
        .setProperty("hazelcast.merge.next.run.delay.seconds", "10");
    var network = config.getNetworkConfig().setPort(settings.port()).setPortAutoIncrement(false);
    if (settings.host() != null) {
      config.setProperty("hazelcast.local.localAddress", settings.host());
    }
    var join = network.getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    if (settings.dns() != null) {
      join.getKubernetesConfig().setEnabled(true).setProperty("service-dns", settings.dns());
    } else {
      join.getTcpIpConfig().setEnabled(true).setMembers(settings.members());
    }
    return config;
  }

  private static EventBusOptions eventBus(ClusterSettings settings) {
    var options = new EventBusOptions().setPort(settings.busPort());
    if (settings.host() != null) {
      options.setHost(settings.host());
    }
    var tls = settings.tls();
    if (tls != null) {
      options
          .setSsl(true)
          .setClientAuth(ClientAuth.REQUIRED)
          .setKeyCertOptions(
              new PemKeyCertOptions()
                  .setCertPath(tls.cert().toString())
                  .setKeyPath(tls.key().toString()))
          .setTrustOptions(new PemTrustOptions().addCertPath(tls.ca().toString()));
    }
    return options;
  }
}
