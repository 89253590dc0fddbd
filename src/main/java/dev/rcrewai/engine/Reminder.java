package dev.rcrewai.engine;

import dev.rcrewai.execution.EventData.ValueRecorded.Kind;
import dev.rcrewai.step.Passage;
import java.util.List;

/** What an agent is reminded of where a conversation begins; at least one passage. */
record Reminder(Kind kind, List<Passage> passages) {
  Reminder {
    passages = List.copyOf(passages);
  }
}
