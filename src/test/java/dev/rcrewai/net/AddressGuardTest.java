package dev.rcrewai.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses are public, and what a URL must be. Real connections: GuardedHttpTest. */
final class AddressGuardTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "8.8.8.8",
        "52.142.124.215",
        "100.63.255.255",
        "100.128.0.1",
        "172.15.255.255",
        "172.32.0.1",
        "169.253.255.255",
        "192.167.1.1",
        "198.20.0.1",
        "223.255.255.255",
        "2606:4700:4700::1111",
        "2a00:1450:4001:80b::200e",
        "2003::1"
      })
  void contains_public_isTrue(String address) {
    assertThat(PublicAddresses.contains(InetAddress.ofLiteral(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "100.100.100.200",
        "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16",
        "169.254.169.254",
        "169.254.170.2",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.1.1.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1"
      })
  void contains_special_isFalse(String address) {
    assertThat(PublicAddresses.contains(InetAddress.ofLiteral(address))).isFalse();
  }

  @Test
  void addressFor_publicHost_isTheAddressThatWasChecked() throws Exception {
    var guard = resolvingTo("93.184.215.14");

    assertThat(guard.addressFor(URI.create("https://example.com/x")).getHostAddress())
        .isEqualTo("93.184.215.14");
  }

  @Test
  void addressFor_oneOfSeveralAddressesIsPrivate_refusesAll() {
    var guard = resolvingTo("93.184.215.14", "10.0.0.1");

    assertThatThrownBy(() -> guard.addressFor(URI.create("https://example.com/")))
        .isInstanceOf(AddressGuard.RefusedException.class);
  }

  @Test
  void addressFor_hostWithoutAddress_isUnknown() {
    assertThatThrownBy(() -> resolvingTo().addressFor(URI.create("https://example.com/")))
        .isInstanceOf(UnknownHostException.class);
  }

  @Test
  void addressFor_bracketedLiteral_isResolvedWithoutBrackets() throws Exception {
    var guard = new AddressGuard(host -> List.of(InetAddress.ofLiteral(host)));

    assertThat(guard.addressFor(URI.create("http://[2606:4700:4700::1111]/")).getHostAddress())
        .startsWith("2606:4700");
  }

  @Test
  void addressFor_withTheSystemsResolver_refusesLocalhost() {
    assertThatThrownBy(() -> new AddressGuard().addressFor(URI.create("http://localhost/")))
        .isInstanceOf(AddressGuard.RefusedException.class);
  }

  private static AddressGuard resolvingTo(String... addresses) {
    return new AddressGuard(
        host -> List.of(addresses).stream().map(InetAddress::ofLiteral).toList());
  }
}
