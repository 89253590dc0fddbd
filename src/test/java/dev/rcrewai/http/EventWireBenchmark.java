package dev.rcrewai.http;

import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.EventData;
import dev.rcrewai.step.ChatDelta;
import dev.rcrewai.step.ChatResult.Answered;
import dev.rcrewai.step.ChatResult.Bill;
import dev.rcrewai.step.ChatResult.FinishReason;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.StepPath;
import dev.rcrewai.step.Usage;
import java.math.BigDecimal;
import java.time.Instant;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Events as readers of a stream get them. */
@State(Scope.Benchmark)
public class EventWireBenchmark {
  private static final StepPath PATH = StepPath.task("reply").attempt(1).turn(1).chat();

  private final Event event =
      new Event(
          7,
          Instant.parse("2026-11-23T10:00:00.123Z"),
          new EventData.ChatCompleted(
              PATH,
              1,
              new Answered("Your order is on its way.", FinishReason.STOP, null),
              new Bill("openai", "gpt-4o", new Usage(7, 1, 3, 0), new BigDecimal("0.00042"))));
  private final ChatDelta delta =
      new ChatDelta(
          new ExecutionId("01234567-89ab-7def-8123-456789abcdef"), PATH, 1, 120, " is on its way");

  @Benchmark
  public Object event() {
    return new EventWire().of(event);
  }

  @Benchmark
  public Object delta() {
    return EventWire.encoded(delta);
  }
}
