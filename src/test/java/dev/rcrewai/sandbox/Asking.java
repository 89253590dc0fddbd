package dev.rcrewai.sandbox;

import dev.rcrewai.sandbox.Prompt.Said;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Puts prompts together and asks scripts for their answers, without HTTP. */
final class Asking {
  private final List<Said> said = new ArrayList<>();
  private String model = "gpt-4o";
  private Set<String> tools = Set.of();
  private Map<String, String> headers = Map.of();

  static Asking user(String text) {
    return new Asking().thenUser(text);
  }

  static Asking system(String text) {
    var asking = new Asking();
    asking.said.add(new Said.System(text));
    return asking;
  }

  Asking thenUser(String text) {
    said.add(new Said.User(text));
    return this;
  }

  Asking thenAssistant(String text) {
    said.add(new Said.Assistant(text, List.of()));
    return this;
  }

  Asking thenTool(String tool, String result) {
    said.add(new Said.Assistant("", List.of(tool)));
    said.add(new Said.Tool(tool, result));
    return this;
  }

  Asking model(String name) {
    model = name;
    return this;
  }

  Asking tools(String... names) {
    tools = Set.of(names);
    return this;
  }

  Asking header(String name, String value) {
    headers = Map.of(name.toLowerCase(Locale.ROOT), value);
    return this;
  }

  Prompt prompt() {
    var sent = headers;
    return new Prompt(
        model,
        said,
        tools,
        new Demand.Nothing(),
        name -> sent.get(name.toLowerCase(Locale.ROOT)),
        1);
  }

  RuleBook.Found ask(Scripts scripts) {
    return new RuleBook(scripts.rules(), 0).answer(prompt());
  }

  /** The name of the rule that answers. */
  String rule(String yaml) {
    return ask(Scripts.parse(yaml)).rule().name();
  }

  /** The text of the answer, without the line that says it is scripted. */
  String text(Scripts scripts) {
    return switch (ask(scripts).answer()) {
      case Answer.Said said -> said.text().replace(Reply.DISCLOSURE + "\n\n", "");
      case Answer.Raw _, Answer.Refused _ -> throw new AssertionError("not a text");
    };
  }

  String text(String yaml) {
    return text(Scripts.parse(yaml));
  }
}
