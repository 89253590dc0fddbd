package dev.rcrewai.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.EventData;
import dev.rcrewai.execution.Json;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.execution.Pinned;
import dev.rcrewai.step.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * An execution as one release recorded it, from acceptance to end: {@code {crew, events}}. Run
 * {@link #main} with a folder to record those of the next release; never change the older ones.
 */
record JournalFixture(String name, JsonNode json) {
  static final Path RELEASES = Path.of("src/test/resources/journals");

  static List<JournalFixture> all() throws IOException {
    var fixtures = new ArrayList<JournalFixture>();
    try (var files = Files.walk(RELEASES)) {
      for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
        var name = RELEASES.relativize(file).toString();
        fixtures.add(new JournalFixture(name, Json.MAPPER.readTree(file.toFile())));
      }
    }
    return fixtures;
  }

  List<Event> events() {
    return Json.events(json.get("events").toString());
  }

  /** Built from the journal, as a node that has never seen the execution does it. */
  Course plan() {
    var first = events().getFirst();
    var accepted = (EventData.ExecutionAccepted) first.data();
    return Compiled.of(Pinned.read(json.get("crew").toString()))
        .course(accepted.inputs(), accepted.maxRetries(), first.at());
  }

  Next.Ended ended() {
    var last = (EventData.Terminal) events().getLast().data();
    var text =
        last instanceof EventData.ExecutionFailed failed
            ? failed.detail()
            : ((EventData.ExecutionCompleted) last).output();
    return new Next.Ended(last.outcome(), text);
  }

  @Override
  public String toString() {
    return name;
  }

  static void main(String[] args) throws IOException {
    var folder = Files.createDirectories(Path.of(args[0]));
    for (var scenario : Scenario.all().toList()) {
      var shell = scenario.shell(1).withIntents();
      shell.after(List.of(new EventData.ExecutionStarted("node-1", 1)));
      var ended = shell.run();
      shell.after(List.of(terminal(ended)));
      var file = scenario.name().replaceAll("[^a-z]+", "-") + ".json";
      Files.writeString(
          folder.resolve(file), text(pinned(scenario.plan()), Json.events(shell.journal())));
    }
  }

  private static Pinned pinned(Course plan) {
    return switch (plan) {
      case Plan crew -> crew.crew();
      case FlowPlan flow -> flow.compiled().pinned();
    };
  }

  /** One event a line, so that a difference shows which. */
  private static String text(Pinned crew, String events) throws IOException {
    var lines =
        new StringJoiner(",\n", "{\"crew\": " + Json.write(crew) + ",\n\"events\": [\n", "\n]}\n");
    for (var event : Json.MAPPER.readTree(events)) {
      lines.add(event.toString());
    }
    return lines.toString();
  }

  private static EventData terminal(Next.Ended ended) {
    return ended.outcome() == Outcome.COMPLETED
        ? new EventData.ExecutionCompleted(ended.output(), Usage.NONE, null)
        : new EventData.ExecutionFailed(ended.outcome(), ended.output(), Usage.NONE, null);
  }
}
