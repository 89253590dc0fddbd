package dev.rcrewai.llm;

import dev.rcrewai.step.Message;
import java.util.ArrayList;
import java.util.List;

/**
 * Messages that go to a provider as one, because its conversations alternate: what the model said,
 * or what it was told since: the results of its calls, and after them the crew's words.
 */
public record Turn(Role role, List<Message> messages) {
  /** Who speaks. */
  public enum Role {
    USER,
    MODEL
  }

  public Turn {
    messages = List.copyOf(messages);
  }

  /** The conversation without its system messages, in turns. */
  public static List<Turn> of(List<Message> conversation) {
    var turns = new ArrayList<Turn>();
    var pending = new ArrayList<Message>();
    for (var message : conversation) {
      switch (message) {
        case Message.System ignored -> {}
        case Message.User said -> pending.add(said);
        case Message.Tool result -> pending.add(result);
        case Message.Assistant said -> {
          close(pending, turns);
          turns.add(new Turn(Role.MODEL, List.of(said)));
        }
      }
    }
    close(pending, turns);
    return turns;
  }

  /** The system messages as one text, or an empty one. */
  public static String system(List<Message> conversation) {
    var texts = new ArrayList<String>();
    for (var message : conversation) {
      if (message instanceof Message.System(var text) && !text.isBlank()) {
        texts.add(text);
      }
    }
    return String.join("\n\n", texts);
  }

  private static void close(List<Message> pending, List<Turn> turns) {
    if (!pending.isEmpty()) {
      turns.add(new Turn(Role.USER, pending));
      pending.clear();
    }
  }
}
