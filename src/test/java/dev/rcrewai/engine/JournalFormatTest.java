package dev.rcrewai.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.EventData;
import dev.rcrewai.execution.EventData.StepResult;
import dev.rcrewai.execution.Json;
import dev.rcrewai.step.StepPath;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every release continues what every earlier one has written. */
class JournalFormatTest {
  @Test
  void fixtures_ofThisRelease_areThere() throws IOException {
    assertThat(JournalFixture.all())
        .extracting(JournalFixture::name)
        .contains("0.1/diamond.json")
        .hasSizeGreaterThanOrEqualTo(16);
  }

  @ParameterizedTest
  @MethodSource("dev.rcrewai.engine.JournalFixture#all")
  void journal_cutAnywhere_isContinuedAsItWas(JournalFixture fixture) {
    var plan = fixture.plan();
    var events = fixture.events().stream().map(Event::data).toList();
    var whole = new ScriptedShell(plan, replay(events), 1).after(events);

    for (int cut = 1; cut < events.size(); cut++) {
      var shell = new ScriptedShell(plan, replay(events), cut).after(events.subList(0, cut));
      assertThat(shell.run()).isEqualTo(fixture.ended());
      assertThat(shell.records()).isEqualTo(whole.records());
    }
  }

  @ParameterizedTest
  @MethodSource("dev.rcrewai.engine.JournalFixture#all")
  void journal_readAndWritten_isTheSameJson(JournalFixture fixture) throws JsonProcessingException {
    assertThat(Json.MAPPER.readTree(Json.events(fixture.events())))
        .isEqualTo(fixture.json().get("events"));
  }

  /** Answers as it was answered then; what was still in flight at the end hangs again. */
  private static Function<Step, @Nullable StepResult> replay(List<EventData> events) {
    Map<StepPath, StepResult> results = new HashMap<>();
    for (var event : events) {
      if (event instanceof StepResult result) {
        results.put(result.path(), result);
      }
    }
    return step -> results.get(step.path());
  }
}
