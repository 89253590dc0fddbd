package dev.rcrewai.net;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Hosts and blocks of addresses that an operator allows beside the public internet. */
public final class AllowList {
  /** Nothing but the public internet. */
  public static final AllowList NONE = new AllowList(Set.of(), List.of());

  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");

  private final Set<String> hosts;
  private final List<AddressBlock> blocks;

  private AllowList(Set<String> hosts, List<AddressBlock> blocks) {
    this.hosts = Set.copyOf(hosts);
    this.blocks = List.copyOf(blocks);
  }

  /** Host names, addresses and blocks, separated by commas; empty where one is none of these. */
  public static Optional<AllowList> parse(String text) {
    var hosts = new HashSet<String>();
    var blocks = new ArrayList<AddressBlock>();
    for (var entry : text.strip().split("\\s*,\\s*", -1)) {
      var block = AddressBlock.parse(entry);
      if (block.isPresent()) {
        blocks.add(block.get());
      } else if (HOST.matcher(entry).matches()) {
        hosts.add(entry.toLowerCase(Locale.ROOT));
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(new AllowList(hosts, blocks));
  }

  /** Whether it names this host, or holds the address that the host is written as. */
  public boolean contains(String host) {
    return hosts.contains(host.toLowerCase(Locale.ROOT))
        || AddressBlock.parse(host).filter(literal -> contains(literal.prefix())).isPresent();
  }

  /** Whether it holds this address. */
  public boolean contains(InetAddress address) {
    return blocks.stream().anyMatch(block -> block.contains(address));
  }

  /** Whether this host may be reached under this address. */
  public boolean allows(String host, InetAddress address) {
    return PublicAddresses.contains(address) || contains(address) || contains(host);
  }
}
