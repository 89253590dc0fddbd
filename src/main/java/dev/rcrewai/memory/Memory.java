package dev.rcrewai.memory;

import dev.rcrewai.crew.MemoryKind;
import dev.rcrewai.step.ExecutionId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Something that a crew remembers for a caller.
 *
 * @param id of all scopes together, from {@link #id}
 * @param execution that taught it
 * @param at when that was: the end of a task, so that a repeat says the same
 * @param vector of its text, or null where it is found by its words
 */
public record Memory(
    String id,
    MemoryScope scope,
    MemoryKind kind,
    ExecutionId execution,
    String text,
    Instant at,
    @Nullable MemoryVector vector) {
  /** The longest text that is kept, in characters. */
  public static final int TEXT_MAX = 2_000;

  private static final int ID_DIGITS = 24;

  public Memory {
    if (text.length() > TEXT_MAX) {
      throw new IllegalArgumentException(
          "a memory has " + text.length() + " characters; at most " + TEXT_MAX + " are kept");
    }
  }

  /** The same with that vector. */
  Memory with(MemoryVector other) {
    return new Memory(id, scope, kind, execution, text, at, other);
  }

  /** The same key of the same scope and kind is the same memory; nothing else is. */
  static String id(MemoryScope scope, MemoryKind kind, String... key) {
    var whole =
        String.join("\0", scope.caller(), scope.crew(), kind.word(), String.join("\0", key));
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of()
          .formatHex(digest.digest(whole.getBytes(StandardCharsets.UTF_8)))
          .substring(0, ID_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
