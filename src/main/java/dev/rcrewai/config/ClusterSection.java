package dev.rcrewai.config;

import static dev.rcrewai.config.Rule.flag;
import static dev.rcrewai.config.Rule.host;
import static dev.rcrewai.config.Rule.hosts;
import static dev.rcrewai.config.Rule.label;
import static dev.rcrewai.config.Rule.path;
import static dev.rcrewai.config.Rule.wholeNumber;

import dev.rcrewai.config.ClusterSettings.Tls;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The door for event bus clients. */
final class ClusterSection {
  static final Section CLUSTER = new Section("cluster", "The event bus cluster");
  static final Key<Boolean> ENABLED =
      CLUSTER.key(
          "CLUSTER_ENABLED",
          "enabled",
          flag(),
          "false",
          "Whether this node joins a cluster, so that event bus clients can use it");
  static final Key<String> NAME =
      CLUSTER.key(
          "CLUSTER_NAME",
          "name",
          label(),
          "rcrewai",
          "Only members with the same name join each other");
  static final Key<String> DNS =
      CLUSTER.optional(
          "CLUSTER_DNS",
          "dns",
          host(),
          "A name whose addresses are the members: in Kubernetes a headless service");
  static final Key<List<String>> MEMBERS =
      CLUSTER.optional(
          "CLUSTER_MEMBERS",
          "members",
          hosts(),
          "Some of the members, where there is no CLUSTER_DNS; without either this node waits for"
              + " others to join it");
  static final Key<String> HOST =
      CLUSTER.optional(
          "CLUSTER_HOST",
          "host",
          host(),
          "The address at which the other members reach this one; its first that is not loopback");
  static final Key<Integer> PORT =
      CLUSTER.key(
          "CLUSTER_PORT",
          "port",
          wholeNumber(0, 65535),
          "5701",
          "The port of membership, which is never encrypted: close it to all but members; 0 picks"
              + " a free one");
  static final Key<Integer> BUS_PORT =
      CLUSTER.key(
          "CLUSTER_BUS_PORT",
          "bus_port",
          wholeNumber(0, 65535),
          "5702",
          "The port of the event bus; 0 picks a free one");
  static final Key<Path> TLS_CERT =
      CLUSTER.optional(
          "CLUSTER_TLS_CERT",
          "tls_cert",
          path(),
          "The certificate that this node shows on the event bus, with its chain, in PEM");
  static final Key<Path> TLS_KEY =
      CLUSTER.optional("CLUSTER_TLS_KEY", "tls_key", path(), "Its private key, PKCS #8 in PEM");
  static final Key<Path> TLS_CA =
      CLUSTER.optional(
          "CLUSTER_TLS_CA",
          "tls_ca",
          path(),
          "Who must have signed the certificate of every other member, in PEM");
  static final Key<Integer> STREAMS_MAX =
      CLUSTER.key(
          "CLUSTER_STREAMS_MAX",
          "streams_max",
          wholeNumber(1, 1_000_000),
          "5000",
          "Event streams to event bus clients open at once; more are refused");
  static final Key<Integer> CALLER_STREAMS_MAX =
      CLUSTER.key(
          "CLUSTER_CALLER_STREAMS_MAX",
          "caller_streams_max",
          wholeNumber(1, 1_000_000),
          "100",
          "Those of one caller on this node");

  private ClusterSection() {}

  static ClusterSettings read(Values in) {
    var members = in.find(MEMBERS).orElse(List.of());
    var dns = in.find(DNS).orElse(null);
    if (dns != null && !members.isEmpty()) {
      in.refuse(MEMBERS, "nothing beside CLUSTER_DNS");
    }
    return new ClusterSettings(
        in.get(ENABLED),
        in.get(NAME),
        dns,
        members,
        in.find(HOST).orElse(null),
        in.get(PORT),
        in.get(BUS_PORT),
        tls(in),
        in.get(STREAMS_MAX),
        in.get(CALLER_STREAMS_MAX));
  }

  /** All three, or none: half of it would protect nothing. */
  private static @Nullable Tls tls(Values in) {
    var cert = in.find(TLS_CERT);
    var key = in.find(TLS_KEY);
    var ca = in.find(TLS_CA);
    if (cert.isPresent() && key.isPresent() && ca.isPresent()) {
      return new Tls(cert.get(), key.get(), ca.get());
    }
    var all = List.of(TLS_CERT, TLS_KEY, TLS_CA);
    if (all.stream().anyMatch(in::isGiven)) {
      all.stream()
          .filter(one -> !in.isGiven(one))
          .forEach(one -> in.refuse(one, "a file, because others of CLUSTER_TLS_* are set"));
    }
    return null;
  }
}
