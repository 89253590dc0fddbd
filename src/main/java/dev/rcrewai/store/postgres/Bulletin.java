package dev.rcrewai.store.postgres;

import dev.rcrewai.execution.Appended;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.store.Listeners;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * News of one node for the others, collected: what journals have grown to, who was signalled, and
 * whether something was queued. As text {@code ORIGIN a:ID:SEQ s:ID q}; words that a reader does
 * not know are a newer server's, and skipped.
 */
final class Bulletin {
  /** PostgreSQL takes less than 8,000 bytes at once. */
  static final int TEXT_MAX = 7_900;

  /** More than this is not told; the listeners' own reading finds it. */
  static final int ITEMS_MAX = 20_000;

  private static final String ID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
  private static final Pattern WORD =
      Pattern.compile(
          " (?:a:(?<grown>%1$s):(?<seq>[0-9]{1,18})|s:(?<signalled>%1$s)|q)(?= |$)".formatted(ID));

  private final Map<ExecutionId, Long> grown = new LinkedHashMap<>();
  private final Set<ExecutionId> signalled = new HashSet<>();
  private boolean isQueued;

  void appended(ExecutionId id, long lastSeq) {
    if (grown.size() < ITEMS_MAX) {
      grown.merge(id, lastSeq, Math::max);
    }
  }

  void signalled(ExecutionId id) {
    if (signalled.size() < ITEMS_MAX) {
      signalled.add(id);
    }
  }

  void queued() {
    isQueued = true;
  }

  boolean isEmpty() {
    return grown.isEmpty() && signalled.isEmpty() && !isQueued;
  }

  /** As texts that PostgreSQL takes, each with the name of who tells it. */
  List<String> texts(String origin) {
    var texts = new ArrayList<String>();
    var text = new StringBuilder(origin);
    for (var word : words()) {
      if (text.length() + 1 + word.length() > TEXT_MAX) {
        texts.add(text.toString());
        text = new StringBuilder(origin);
      }
      text.append(' ').append(word);
    }
    texts.add(text.toString());
    return texts;
  }

  private List<String> words() {
    var words = new ArrayList<String>();
    grown.forEach((id, lastSeq) -> words.add("a:" + id.text() + ":" + lastSeq));
    signalled.forEach(id -> words.add("s:" + id.text()));
    if (isQueued) {
      words.add("q");
    }
    return words;
  }

  /** Tells the listeners what a text says, where another node told it. */
  static void tell(String text, String self, Listeners listeners) {
    if (!text.startsWith(self)) {
      var word = WORD.matcher(text);
      while (word.find()) {
        tell(word, listeners);
      }
    }
  }

  private static void tell(Matcher word, Listeners listeners) {
    if (word.group("grown") != null) {
      var id = new ExecutionId(word.group("grown"));
      listeners.appended(Appended.elsewhere(id, Long.parseLong(word.group("seq"))));
    } else if (word.group("signalled") != null) {
      listeners.signalled(new ExecutionId(word.group("signalled")));
    } else {
      listeners.queued();
    }
  }
}
