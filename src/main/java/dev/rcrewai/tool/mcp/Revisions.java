package dev.rcrewai.tool.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rcrewai.tool.ResultText;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The revisions of the protocol that are spoken. Since 2026-07-28 there are no sessions: each
 * request says all that is to be known of it. Which kind a server is, is a property of the server,
 * so it is asked once, by {@code server/discover}, which only those of the new kind know.
 *
 * <pre>
 *   server/discover ─┬─ versions, with ours among them ────────► without sessions
 *                    ├─ "unsupported version" and only old ones ─┐
 *                    ├─ nothing, or anything else ───────────────┴► initialize ─► a session
 *                    └─ only others, or another error of the new kind ─► refused
 * </pre>
 */
final class Revisions {
  static final String SESSIONLESS = "2026-07-28";

  /** Those that begin with {@code initialize}, the newest first. */
  static final List<String> WITH_SESSIONS = List.of("2025-11-25", "2025-06-18", "2025-03-26");

  private static final int HEADER_MISMATCH = -32_020;
  private static final int MISSING_CAPABILITY = -32_021;
  private static final int UNSUPPORTED_VERSION = -32_022;
  private static final int OWN_CODE_MAX = -32_000;
  private static final int SHOWN_CHARS_MAX = 200;

  private Revisions() {}

  /**
   * Whether the server speaks without sessions, by its answer to {@code server/discover}.
   *
   * @throws McpException where it speaks nothing that is spoken here
   */
  static boolean isSessionless(@Nullable JsonNode answer) throws McpException {
    if (answer == null) {
      return false;
    }
    var versions = answer.path("result").path("supportedVersions");
    if (versions.isArray()) {
      return choose(versions);
    }
    return switch (code(answer)) {
      case UNSUPPORTED_VERSION -> choose(answer.at("/error/data/supported"));
      case HEADER_MISMATCH, MISSING_CAPABILITY -> throw new McpException(Messages.error(answer));
      default -> false;
    };
  }

  /** Whether this error is one that only servers without sessions have. */
  static boolean isSessionlessError(@Nullable JsonNode answer) {
    int code = answer == null ? 0 : code(answer);
    return code == HEADER_MISMATCH || code == MISSING_CAPABILITY || code == UNSUPPORTED_VERSION;
  }

  /**
   * Whether a server that spoke without sessions now says something else: that it does not know the
   * revision, or, with a code of its own making, that it misses a session.
   */
  static boolean isOfAnotherKind(JsonNode answer) {
    int code = code(answer);
    boolean isItsOwn = code > HEADER_MISMATCH && code <= OWN_CODE_MAX;
    return !answer.has("error") || code == UNSUPPORTED_VERSION || isItsOwn;
  }

  /** The revision that a server chose for a session. */
  static String ofSession(JsonNode initialized) throws McpException {
    String chosen = initialized.path("protocolVersion").asText();
    if (!WITH_SESSIONS.contains(chosen)) {
      throw new McpException("the server speaks revision '" + chosen + "' of the protocol only");
    }
    return chosen;
  }

  private static boolean choose(JsonNode versions) throws McpException {
    var theirs = StreamSupport.stream(versions.spliterator(), false).map(JsonNode::asText).toList();
    if (theirs.contains(SESSIONLESS)) {
      return true;
    }
    if (theirs.stream().noneMatch(WITH_SESSIONS::contains)) {
      var words = "the server speaks revisions " + theirs + " of the protocol only";
      throw new McpException(ResultText.oneLine(words, SHOWN_CHARS_MAX));
    }
    return false;
  }

  private static int code(JsonNode answer) {
    return answer.path("error").path("code").asInt();
  }
}
