package dev.rcrewai.tool;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The directory name of a caller. A caller id is any text that a token holds, so only harmless ones
 * (lower case, so that no file system can confuse two of them) stand for themselves; others become
 * {@code ~} and the SHA-256 of their UTF-8 in hex. No two ids share a name.
 */
public final class CallerDirectory {
  private static final Pattern PLAIN = Pattern.compile("[a-z0-9_][a-z0-9_.@+-]{0,99}");

  private CallerDirectory() {}

  /**
   * A single path segment.
   *
   * @throws IllegalArgumentException where the id holds half a surrogate pair: it is no text
   */
  public static String nameOf(String caller) {
    return PLAIN.matcher(caller).matches()
        ? caller
        : "~" + HexFormat.of().formatHex(sha256(caller));
  }

  private static byte[] sha256(String text) {
    try {
      ByteBuffer utf8 = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(utf8);
      return digest.digest();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("the caller's id is not valid text", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
