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
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;

/**
 * A Vert.x that is a member of the cluster. Members find each other by a DNS name or by a list,
 * never by multicast. Used only where there is a cluster, so that Hazelcast is not even loaded
 * where there is none.
 */
public final class HazelcastCluster {
  private HazelcastCluster() {}

  /** Joins; fails where a port is taken or, with TLS, a file cannot be read. */
  public static Future<Vertx> join(VertxOptions options, ClusterSettings settings) {
    var host = settings.host() == null ? ownHost() : settings.host();
    return Vertx.builder()
        .with(new VertxOptions(options).setEventBusOptions(eventBus(settings, host)))
        .withClusterManager(new HazelcastClusterManager(config(settings, host)))
        .buildClustered();
  }

  static Config config(ClusterSettings settings, String host) {
    var config = ConfigUtil.loadConfig().setClusterName(settings.name());
    config
        .setProperty("hazelcast.logging.type", "slf4j")
        .setProperty("hazelcast.phone.home.enabled", "false")
        .setProperty("hazelcast.shutdownhook.enabled", "false") // the server has its own
        .setProperty("hazelcast.local.localAddress", host)
        .setProperty("hazelcast.socket.bind.any", "false")
        .setProperty("hazelcast.wait.seconds.before.join", "0")
        // Members that started at the same moment may not have seen each other.
        .setProperty("hazelcast.merge.first.run.delay.seconds", "5")
        .setProperty("hazelcast.merge.next.run.delay.seconds", "10");
    var network = config.getNetworkConfig().setPort(settings.port()).setPortAutoIncrement(false);
    var join = network.getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    if (settings.dns() != null) {
      join.getKubernetesConfig()
          .setEnabled(true)
          .setProperty("service-dns", settings.dns())
          .setProperty("service-port", Integer.toString(settings.port()));
    } else {
      join.getTcpIpConfig().setEnabled(true).setMembers(settings.members());
    }
    return config;
  }

  private static EventBusOptions eventBus(ClusterSettings settings, String host) {
    var options = new EventBusOptions().setHost(host).setPort(settings.busPort());
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

  /** One for membership and event bus, so that who finds this node finds both. */
  private static String ownHost() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
          .map(InetAddress::getHostAddress)
          .findFirst()
          .orElse("127.0.0.1");
    } catch (SocketException e) {
      throw new UncheckedIOException(e);
    }
  }
}
