package dev.rcrewai.store.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * What Redis does for us at once: the resources {@code *.lua}, each behind what it uses of {@code
 * common.lua} and run for a group of calls by {@code group.lua}.
 */
enum Script {
  ACCEPT(Script.CROWD),
  AHEAD,
  APPEND(Script.CROWD),
  BALANCES,
  CLAIM,
  CLAIM_DELIVERIES,
  CLAIM_ONE,
  CLAIM_OVERDUE,
  CLAIM_SUSPECT,
  CREW,
  DELETE,
  DELIVERED,
  DELIVERY,
  DELIVERY_BACKLOG,
  ENTER_LANE,
  FIND,
  HEARTBEAT,
  JOIN,
  LAST_SEQS,
  LEASES,
  LEAVE,
  LEAVE_LANE,
  LIST,
  MEMORIES_COUNT,
  MEMORIES_ERASE,
  MEMORIES_KEEP,
  MEMORIES_LIST,
  MEMORIES_PURGE,
  NODES,
  PROBE,
  PUT_BACK,
  QUEUE,
  RATE_CLOSE,
  RATE_CORRECT,
  RATE_TAKE,
  READ,
  REDRIVE,
  RESERVE,
  SCHEMA,
  SETTLE,
  SIGNAL,
  SIGNALLED,
  SIGNALS;

  /** So many calls of what is short work, and asked for by every execution, run at once. */
  private static final int CROWD = 32;

  private final int callsMax;
  private final String text;
  private final String sha;

  Script() {
    this(1);
  }

  Script(int callsMax) {
    this.callsMax = callsMax;
    var own = resource(name().toLowerCase(Locale.ROOT).replace('_', '-'));
    var whole = "local function run(ARGV)\n" + own + "end\n" + resource("group");
    text = Prelude.of(resource("common")).before(whole) + whole;
    sha = sha1(text);
  }

  /** So many calls of it travel together at most. */
  int callsMax() {
    return callsMax;
  }

  String text() {
    return text;
  }

  /** The name by which Redis remembers it. */
  String sha() {
    return sha;
  }

  private static String resource(String name) {
    try (var in = Script.class.getResourceAsStream(name + ".lua")) {
      if (in == null) {
        throw new IllegalStateException("the script " + name + ".lua is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sha1(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-1");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
