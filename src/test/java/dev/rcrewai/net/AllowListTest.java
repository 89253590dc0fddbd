package dev.rcrewai.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator allows beside the public internet, and nothing more. */
final class AllowListTest {
  private static final AllowList LIST =
      AllowList.parse("hooks.internal, 10.1.0.0/16,127.0.0.1 ,fd00::/8, Local").orElseThrow();

  @ParameterizedTest
  @CsvSource({
    "any.example,10.1.2.3,true",
    "any.example,10.2.0.1,false",
    "any.example,127.0.0.1,true",
    "any.example,127.0.0.2,false",
    "any.example,fd12::1,true",
    "any.example,fe80::1,false",
    "any.example,::ffff:10.1.0.1,true",
    "hooks.internal,192.168.0.9,true",
    "HOOKS.internal,192.168.0.9,true",
    "evil.hooks.internal,192.168.0.9,false",
    "local,169.254.1.1,true",
    "any.example,93.184.215.14,true"
  })
  void allows_whatIsNamedOrPublic(String host, String address, boolean allowed) {
    assertThat(LIST.allows(host, InetAddress.ofLiteral(address))).isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource({
    "hooks.internal,true",
    "10.1.2.3,true",
    "10.2.2.3,false",
    "fd12::1,true",
    "example.com,false"
  })
  void contains_aHostAsItIsWritten(String host, boolean contained) {
    assertThat(LIST.contains(host)).isEqualTo(contained);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a,,b", "10.0.0.0/33", "10.0.0.0/", "fd00::/129", "10.0.0.0/-1", "a/8", "*.x"})
  void parse_ofAnythingElse_isEmpty(String text) {
    assertThat(AllowList.parse(text)).isEmpty();
  }

  @Test
  void guard_withAList_refusesAHostOfWhichOneAddressIsNotAllowed() throws Exception {
    var addresses = List.of(InetAddress.ofLiteral("10.1.0.1"), InetAddress.ofLiteral("10.2.0.1"));
    var url = URI.create("https://any.example/");
    assertThat(new AddressGuard(_ -> addresses.subList(0, 1), LIST).addressFor(url))
        .isEqualTo(addresses.getFirst());

    assertThatThrownBy(() -> new AddressGuard(_ -> addresses, LIST).addressFor(url))
        .isInstanceOf(AddressGuard.RefusedException.class);
  }
}
