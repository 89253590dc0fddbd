package dev.rcrewai.engine;

import dev.rcrewai.engine.Step.AskStep;
import dev.rcrewai.engine.Step.ChatStep;
import dev.rcrewai.engine.Step.NoteStep;
import dev.rcrewai.engine.Step.ToolStep;
import dev.rcrewai.execution.Dispatcher;
import dev.rcrewai.execution.EventData;
import dev.rcrewai.execution.Journal;
import dev.rcrewai.execution.Lease;
import io.vertx.core.Context;

/** Begins the steps of one run: the intent is journaled first. Lives on the run's context. */
final class StepStarter {
  /** Before it is asked again whether this node may start anything. */
  static final long LEASE_PAUSE_MILLIS = 200;

  private final Context context;
  private final Dispatcher dispatcher;
  private final Lease lease;
  private final Recorded recorded;
  private final Journal journal;
  private final StepRunner steps;
  private final RunKeys keys;
  private final Owner owner;

  /** The run whose steps these are. */
  interface Owner {
    /** Whether anything may begin any more. */
    boolean isRunning();

    /** Journals what is about to begin; false where the run has ended over it. */
    boolean intend(EventData intent);
  }

  StepStarter(
      Context context,
      Dispatcher dispatcher,
      Lease lease,
      Recorded recorded,
      Journal journal,
      StepRunner steps,
      RunKeys keys,
      Owner owner) {
    this.context = context;
    this.dispatcher = dispatcher;
    this.lease = lease;
    this.recorded = recorded;
    this.journal = journal;
    this.steps = steps;
    this.keys = keys;
    this.owner = owner;
  }

  void start(Step step) {
    switch (step) {
      case ChatStep chat -> {
        int call = recorded.begun(chat.path()) + 1;
        var model = chat.request().model();
        boolean begins =
            owner.intend(
                new EventData.ChatStarted(
                    chat.path(), call, chat.agent(), model.provider(), model.model()));
        var payer = begins ? keys.of(model, chat.path()) : null;
        if (payer != null) {
          steps.chat(chat, call, payer);
        }
      }
      case ToolStep tool -> {
        if (owner.intend(new EventData.ToolStarted(tool.path(), tool.told()))) {
          start(tool);
        }
      }
      case AskStep _ -> {} // its answer comes by itself
      case NoteStep note -> throw new IllegalStateException("a note was not recorded: " + note);
    }
  }

  /** What changes the world begins only when its intent is durable. */
  private void start(ToolStep tool) {
    if (!tool.sideEffects()) {
      steps.tool(tool);
      return;
    }
    steps.reserve(tool.path(), 1);
    journal.flush().onSuccess(_ -> startDurable(tool));
  }

  private void startDurable(ToolStep tool) {
    if (!owner.isRunning() || !steps.isInFlight(tool.path())) {
      return;
    }
    if (dispatcher.mayAct(lease.node())) {
      steps.tool(tool);
    } else {
      context.owner().setTimer(LEASE_PAUSE_MILLIS, _ -> startDurable(tool));
    }
  }
}
