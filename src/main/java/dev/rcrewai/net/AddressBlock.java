package dev.rcrewai.net;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** A block of IP addresses, written {@code prefix/bits}. */
record AddressBlock(InetAddress prefix, int bits) {
  private static final Pattern BITS = Pattern.compile("\\d{1,3}");

  AddressBlock {
    if (bits < 0 || bits > Byte.SIZE * prefix.getAddress().length) {
      throw new IllegalArgumentException("a prefix of " + bits + " bits is none of " + prefix);
    }
  }

  static AddressBlock of(String text) {
    return parse(text).orElseThrow(() -> new IllegalArgumentException(text + " is no block"));
  }

  /** The block, or empty where the text is none. An address alone is a block of one. */
  static Optional<AddressBlock> parse(String text) {
    int slash = text.indexOf('/');
    try {
      var prefix = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
      var bits = slash < 0 ? "" : text.substring(slash + 1);
      if (slash >= 0 && !BITS.matcher(bits).matches()) {
        return Optional.empty();
      }
      int all = Byte.SIZE * prefix.getAddress().length;
      return Optional.of(new AddressBlock(prefix, slash < 0 ? all : Integer.parseInt(bits)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  boolean contains(InetAddress address) {
    byte[] mine = prefix.getAddress();
    byte[] theirs = address.getAddress();
    return mine.length == theirs.length && Arrays.mismatch(masked(mine), masked(theirs)) < 0;
  }

  private byte[] masked(byte[] address) {
    byte[] kept = new byte[address.length];
    for (int bit = 0; bit < bits; bit++) {
      kept[bit / 8] |= (byte) (address[bit / 8] & (0x80 >> bit % 8));
    }
    return kept;
  }
}
