package dev.rcrewai.deploy;

import static dev.rcrewai.deploy.Manifest.elements;
import static dev.rcrewai.deploy.Manifest.ofKind;
import static dev.rcrewai.deploy.Manifest.one;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may talk to whom, as far as it is written; no cluster enforces it here. */
class NetworkPolicyTest {
  private static final Manifest POLICY =
      one(Kustomize.overlay("production"), "NetworkPolicy", "rcrewai-network-policy");

  static Stream<Manifest> policies() {
    return Stream.of(
            Kustomize.overlay("development"),
            Kustomize.overlay("production"),
            Kustomize.overlay("blue-green"),
            Kustomize.baseWith("event-bus"))
        .flatMap(all -> ofKind(all, "NetworkPolicy"));
  }

  @Test
  void everyPod_isClosedUnlessAPolicyOpensIt() {
    var closed = one(Kustomize.overlay("production"), "NetworkPolicy", "default-deny");

    assertThat(closed.at("/spec/podSelector").isEmpty()).isTrue();
    assertThat(elements(closed.at("/spec/policyTypes")).map(JsonNode::asText))
        .containsExactly("Ingress", "Egress");
    assertThat(closed.json().path("spec").has("ingress")).isFalse();
    assertThat(closed.json().path("spec").has("egress")).isFalse();
  }

  /** {@code to: []}, a missing {@code to} and an empty peer all mean: everywhere. */
  @ParameterizedTest
  @MethodSource("policies")
  void rule_namesPeersAndPorts(Manifest policy) {
    assertThat(rules(policy))
        .allSatisfy(rule -> {
          var peers = rule.has("to") ? rule.path("to") : rule.path("from");
          assertThat(peers).isNotEmpty();
          assertThat(elements(peers)).allSatisfy(NetworkPolicyTest::assertNamesSomebody);
          assertThat(rule.path("ports")).isNotEmpty();
        });
  }

  private static void assertNamesSomebody(JsonNode peer) {
    assertThat(peer).isNotEmpty();
    assertThat(peer.properties())
        .allSatisfy(selector -> assertThat(selector.getValue()).isNotEmpty());
  }

  @ParameterizedTest
  @MethodSource("policies")
  void namespaces_areNamedByTheLabelThatKubernetesGives(Manifest policy) {
    assertThat(
            rules(policy)
                .flatMap(rule -> rule.findValues("namespaceSelector").stream())
                .map(JsonNode::toString))
        .allMatch(selector -> selector.contains("\"kubernetes.io/metadata.name\""));
  }

  @Test
  void names_areAskedOfTheClustersDnsOnly() {
    var dns = egressTo(53).toList();

    assertThat(dns).hasSize(1);
    assertThat(elements(dns.getFirst().path("to")))
        .singleElement()
        .satisfies(peer -> {
          assertThat(peer.at("/namespaceSelector/matchLabels/kubernetes.io~1metadata.name"))
              .hasToString("\"kube-system\"");
          assertThat(peer.at("/podSelector/matchLabels/k8s-app")).hasToString("\"kube-dns\"");
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.169.254", // metadata of most clouds
        "169.254.170.2", // of ECS
        "100.100.100.200", // of Alibaba
        "168.63.129.16", // Azure's wire server
        "192.0.0.192", // of Oracle's first clouds
        "127.0.0.1",
        "10.96.0.1",
        "172.20.0.1",
        "192.168.1.1",
        "::1",
        "fd00:ec2::254", // metadata of EC2 by IPv6
        "fd20:ce::254", // of Google by IPv6
        "fe80::a9fe:a9fe",
        "64:ff9b::a9fe:a9fe" // 169.254.169.254 by NAT64
      })
  void addressThatIsNotPublic_isOutOfReach(String address) {
    assertThat(blocks()).noneMatch(block -> reaches(block, address));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1.1.1", "162.159.140.245", "2606:4700:4700::1111"})
  void publicAddress_isReachedOnPort443Only(String address) {
    assertThat(blocks()).anyMatch(block -> reaches(block, address));
    assertThat(rules(POLICY).filter(rule -> rule.toString().contains("ipBlock")))
        .singleElement()
        .satisfies(rule -> assertThat(rule.findValuesAsText("port")).containsExactly("443"));
  }

  @Test
  void mappedAddresses_areExceptedAsTheyAreWritten() {
    assertThat(blocks().stream().flatMap(block -> elements(block.path("except"))))
        .extracting(JsonNode::asText)
        .contains("::ffff:0:0/96");
  }

  @Test
  void metrics_areForMonitoringOnly_andCallersComeThroughTheController() {
    assertThat(peersOf("management")).containsOnlyOnce("\"monitoring\"").doesNotContain("nginx");
    assertThat(peersOf("http")).contains("ingress-nginx").doesNotContain("monitoring");
  }

  @Test
  void stores_andTraces_areReachable() {
    assertThat(Stream.of(5432, 6379, 4317, 8200)).allMatch(port -> egressTo(port).count() == 1);
  }

  @Test
  void membership_isOpenToMembersOnly() {
    var policy = one(Kustomize.baseWith("event-bus"), "NetworkPolicy", "rcrewai-cluster");
    var everybody = ofKind(Kustomize.baseWith("event-bus"), "NetworkPolicy");

    assertThat(rules(policy).flatMap(rule -> rule.findValues("podSelector").stream()))
        .extracting(selector -> selector.path("matchLabels").toString())
        .containsOnly("{\"app\":\"rcrewai\"}", "{\"rcrewai-client\":\"true\"}");
    assertThat(everybody.filter(one -> one.json().toString().contains("5701"))).hasSize(1);
  }

  private static Stream<JsonNode> rules(Manifest policy) {
    return Stream.of("/spec/ingress", "/spec/egress").flatMap(at -> elements(policy.at(at)));
  }

  private static Stream<JsonNode> egressTo(int port) {
    return elements(POLICY.at("/spec/egress"))
        .filter(rule -> rule.findValuesAsText("port").contains(Integer.toString(port)));
  }

  private static String peersOf(String port) {
    return elements(POLICY.at("/spec/ingress"))
        .filter(rule -> rule.findValuesAsText("port").contains(port))
        .map(rule -> rule.path("from").toString())
        .toList()
        .toString();
  }

  private static List<JsonNode> blocks() {
    return rules(POLICY).flatMap(rule -> rule.findValues("ipBlock").stream()).toList();
  }

  private static boolean reaches(JsonNode block, String address) {
    return contains(block.path("cidr").asText(), address)
        && elements(block.path("except")).noneMatch(one -> contains(one.asText(), address));
  }

  private static boolean contains(String cidr, String address) {
    int slash = cidr.indexOf('/');
    var prefix = InetAddress.ofLiteral(cidr.substring(0, slash)).getAddress();
    var other = InetAddress.ofLiteral(address).getAddress();
    int rest = Byte.SIZE * prefix.length - Integer.parseInt(cidr.substring(slash + 1));
    return prefix.length == other.length
        && new BigInteger(1, prefix)
            .shiftRight(rest)
            .equals(new BigInteger(1, other).shiftRight(rest));
  }
}
