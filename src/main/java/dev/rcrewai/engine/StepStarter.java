package dev.rcrewai.engine;

import dev.rcrewai.engine.Step.AskStep;
import dev.rcrewai.engine.Step.ChatStep;
import dev.rcrewai.engine.Step.NoteStep;
import dev.rcrewai.engine.Step.RecallStep;
import dev.rcrewai.engine.Step.ToolStep;
import dev.rcrewai.execution.Dispatcher;
import dev.rcrewai.execution.EventData;
import dev.rcrewai.execution.Journal;
import dev.rcrewai.execution.Lease;
import dev.rcrewai.step.ChatWait;
import dev.rcrewai.step.StepPath;
import io.vertx.core.Context;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Begins the steps of one run: the intent is journaled first. A chat that would break the crew's
 * pace is not begun; its run is asked to start what is missing once more when it may be. Lives on
 * the run's context.
 */
final class StepStarter {
  /** Before it is asked again whether this node may start anything. */
  static final long LEASE_PAUSE_MILLIS = 200;

  private final Context context;
  private final InstantSource clock;
  private final Course plan;
  private final Pace pace;
  private final Dispatcher dispatcher;
  private final Lease lease;
  private final Recorded recorded;
  private final Journal journal;
  private final StepRunner steps;
  private final RunKeys keys;
  private final Owner owner;

  /** Chats of which the journal says that they wait for their turn. */
  private final Set<StepPath> told = new HashSet<>();

  /** When the run is to be asked again, or null where no chat waits. */
  private @Nullable Instant opensAt;

  /** The run whose steps these are. */
  interface Owner {
    /** Whether anything may begin any more. */
    boolean isRunning();

    /** Journals what is about to begin; false where the run has ended over it. */
    boolean intend(EventData intent);

    /** Starts what is missing and not in flight. */
    void advance();
  }

  StepStarter(
      Context context,
      RunServices services,
      Lease lease,
      Compiled crew,
      Course plan,
      Recorded recorded,
      Journal journal,
      StepRunner steps,
      RunKeys keys,
      Owner owner) {
    this.context = context;
    this.clock = services.clock();
    this.plan = plan;
    this.dispatcher = services.dispatcher();
    this.pace = new Pace(crew.pinned());
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
        var opens = pace.opensAt(plan.crewAt(chat.path()), chat.agent());
        if (opens.isAfter(clock.instant())) {
          postpone(chat, opens);
        } else {
          start(chat);
        }
      }
      case ToolStep tool -> {
        if (owner.intend(new EventData.ToolStarted(tool.path(), tool.told()))) {
          start(tool);
        }
      }
      case RecallStep recall -> {
        var payer = keys.ofCaller();
        if (payer != null) {
          steps.recall(recall, payer);
        }
      }
      case AskStep _ -> {} // its answer comes by itself
      case NoteStep note -> throw new IllegalStateException("a note was not recorded: " + note);
    }
  }

  /** A chat began, as the journal says. */
  void begun(EventData.ChatStarted chat, Instant at) {
    pace.begun(plan.crewAt(chat.path()), chat.agent(), at);
  }

  /** Whether a chat is missing that may not begin yet. */
  boolean postpones() {
    return opensAt != null;
  }

  private void postpone(ChatStep chat, Instant opens) {
    if (told.add(chat.path())) {
      var provider = chat.request().model().provider();
      owner.intend(
          new EventData.ChatWaiting(
              chat.path(), recorded.begun(chat.path()) + 1, provider, ChatWait.Reason.MAX_RPM));
    }
    if (opensAt == null || opens.isBefore(opensAt)) {
      opensAt = opens;
      context.owner().setTimer(RunTimers.millisUntil(opens, clock), _ -> opened(opens));
    }
  }

  private void opened(Instant moment) {
    if (moment.equals(opensAt)) {
      opensAt = null;
      owner.advance();
    }
  }

  private void start(ChatStep chat) {
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
