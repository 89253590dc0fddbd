package dev.rcrewai.engine;

import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.EventData;
import dev.rcrewai.execution.ExecutionFold;
import dev.rcrewai.execution.Json;
import java.io.IOException;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A journal on its way: folded, written, read; and what the engine makes of it. */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // set up by JMH
public class JournalBenchmark {
  @Param({"0.1/calls-side-by-side.json", "0.1/agent-plans-and-is-tried-twice.json"})
  public String journal = "";

  private List<Event> events = List.of();
  private String text = "";
  private Plan plan;
  private Recorded recorded;

  @Setup
  public void read() throws IOException {
    var fixture =
        JournalFixture.all().stream()
            .filter(one -> one.name().equals(journal))
            .findFirst()
            .orElseThrow();
    events = fixture.events();
    text = Json.events(events);
    plan = (Plan) fixture.plan();
    recorded = new Recorded();
    events.stream()
        .takeWhile(event -> !(event.data() instanceof EventData.ChatCompleted))
        .forEach(recorded::add);
  }

  @Benchmark
  public Object fold() {
    return ExecutionFold.of(events).execution();
  }

  @Benchmark
  public Object jsonOut() {
    return Json.events(events);
  }

  @Benchmark
  public Object jsonIn() {
    return Json.events(text);
  }

  /** The first chat is missing: what costs is its prompt. */
  @Benchmark
  public Object prompt() {
    return Engine.next(plan, recorded);
  }
}
