package dev.rcrewai.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/**
 * The IP addresses of the public internet: all of IPv4 without the special-purpose blocks of IANA's
 * registry, and of IPv6 the global unicast block 2000::/3 without those that are special or that
 * carry an IPv4 address inside (6to4, Teredo; NAT64 lies outside of 2000::/3).
 */
final class PublicAddresses {
  private static final List<AddressBlock> SPECIAL_V4 =
      blocks(
          "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12",
          "192.0.0.0/24 192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24",
          "192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24",
          "224.0.0.0/4 240.0.0.0/4",
          // Azure's platform services answer on this public-looking address.
          "168.63.129.16/32");
  private static final AddressBlock GLOBAL_V6 = AddressBlock.of("2000::/3");
  private static final List<AddressBlock> SPECIAL_V6 =
      blocks("2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20");

  private PublicAddresses() {}

  /** Whether anybody on the internet would reach the same machine under this address. */
  static boolean contains(InetAddress address) {
    return address instanceof Inet4Address
        ? SPECIAL_V4.stream().noneMatch(block -> block.contains(address))
        : GLOBAL_V6.contains(address)
            && SPECIAL_V6.stream().noneMatch(block -> block.contains(address));
  }

  private static List<AddressBlock> blocks(String... lines) {
    return Arrays.stream(String.join(" ", lines).split(" ")).map(AddressBlock::of).toList();
  }
}
