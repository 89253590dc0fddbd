package dev.rcrewai.sandbox;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a rule answers, before it is filled in with a prompt's own material. */
sealed interface Reply {
  /** The first line of every text that a reader could take for a model's. */
  String DISCLOSURE = "[scripted by the sandbox provider, not a model]";

  /** An answer is cut to this many characters. */
  int CHARS_MAX = 256 * 1024;

  /** The answer, or null where it needs something that the prompt does not have. */
  @Nullable Answer fill(Lookup lookup);

  /**
   * A text, tool calls, or both.
   *
   * @param text may be empty
   * @param disclose whether a text that is not empty begins with {@link #DISCLOSURE}
   */
  record Turn(Template text, boolean disclose, List<CallTemplate> calls, Answer.Finish finish)
      implements Reply {
    public Turn {
      calls = List.copyOf(calls);
    }

    @Override
    public @Nullable Answer fill(Lookup lookup) {
      var filled = text.fill(lookup);
      if (filled == null) {
        return null;
      }
      var said = new ArrayList<Answer.Call>();
      for (var call : calls) {
        var arguments = call.arguments().fill(lookup);
        if (arguments == null) {
          return null;
        }
        said.add(
            new Answer.Call(
                call.name(),
                arguments instanceof TextNode raw ? raw.textValue() : arguments.toString()));
      }
      return new Answer.Said(cut(disclosed(filled)), said, finish);
    }

    private String disclosed(String filled) {
      return disclose && !filled.isEmpty() ? DISCLOSURE + "\n\n" + filled : filled;
    }
  }

  /**
   * @param arguments a string stands for itself, so that broken JSON can be scripted
   */
  record CallTemplate(String name, JsonTemplate arguments) {}

  /** A JSON value as the text: nothing can be written above it, or it would not parse. */
  record Structured(JsonTemplate value) implements Reply {
    @Override
    public @Nullable Answer fill(Lookup lookup) {
      var filled = value.fill(lookup);
      return filled == null
          ? null
          : new Answer.Said(cut(filled.toString()), List.of(), Answer.Finish.STOP);
    }
  }

  /** The same whatever the prompt says: a raw body, or an error. */
  record Fixed(Answer answer) implements Reply {
    @Override
    public Answer fill(Lookup lookup) {
      return answer;
    }
  }

  private static String cut(String text) {
    return text.length() <= CHARS_MAX ? text : text.substring(0, CHARS_MAX);
  }
}
