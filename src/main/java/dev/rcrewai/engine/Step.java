package dev.rcrewai.engine;

import dev.rcrewai.execution.EventData;
import dev.rcrewai.step.ChatRequest;
import dev.rcrewai.step.RecallRequest;
import dev.rcrewai.step.StepPath;
import dev.rcrewai.step.ToolCall;
import java.util.List;

/** The smallest thing that is never repeated once its result is recorded under its path. */
public sealed interface Step {
  StepPath path();

  /**
   * A chat with the agent's model.
   *
   * @param files pictures that the request shows besides; they are read when it is sent
   */
  record ChatStep(StepPath path, String agent, ChatRequest request, List<String> files)
      implements Step {
    public ChatStep {
      files = List.copyOf(files);
    }
  }

  /**
   * A tool call.
   *
   * @param sideEffects whether it must never run twice
   * @param told the call as the journal tells it
   */
  record ToolStep(StepPath path, ToolCall call, boolean sideEffects, ToolCall told)
      implements Step {
    /** A call that is told as it is. */
    ToolStep(StepPath path, ToolCall call, boolean sideEffects) {
      this(path, call, sideEffects, call);
    }
  }

  /**
   * What an agent is reminded of, or what a task taught and is to be kept in mind. It may be asked
   * for twice and changes nothing then.
   *
   * @param agent whom it is for
   */
  record RecallStep(StepPath path, String agent, RecallRequest request) implements Step {}

  /** A question that was put to people; only one of them can bring its answer. */
  record AskStep(StepPath path) implements Step {}

  /** A conclusion; the journal itself carries it out. */
  record NoteStep(EventData.Note note) implements Step {
    @Override
    public StepPath path() {
      return note.path();
    }
  }
}
