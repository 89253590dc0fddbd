package dev.rcrewai.engine;

import dev.rcrewai.engine.Next.Timer;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.step.StepPath;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** How far a part of a crew has come: at its value, at missing steps, or at a dead end. */
sealed interface Progress<T> {
  record Done<T>(T value) implements Progress<T> {}

  /** Not done; carries no value, so it may stand for a part of any type. */
  sealed interface Open<T> extends Progress<T> {
    @SuppressWarnings("unchecked") // there is no T inside
    default <R> Progress<R> as() {
      return (Progress<R>) this;
    }
  }

  /** Waits for these steps to be recorded, or these moments to come. */
  record Needs<T>(List<Step> steps, List<Timer> timers) implements Open<T> {}

  /** Will not be done this way. */
  sealed interface Failure<T> extends Open<T> {
    String detail();

    /** Whether it says something of one agent's work only, so that others can make up for it. */
    boolean isOfOneAgent();
  }

  /** Another attempt would end the same. */
  record Failed<T>(Outcome outcome, String detail) implements Failure<T> {
    @Override
    public boolean isOfOneAgent() {
      return switch (outcome) {
        case MAX_ITERATIONS, NO_PROGRESS, OUTPUT_REJECTED, PROVIDER_ERROR, TOOL_ERROR -> true;
        case COMPLETED,
            INPUT_EXPIRED,
            INPUT_REJECTED,
            BUDGET_EXHAUSTED,
            CANCELLED,
            DEADLINE_EXCEEDED,
            INTERNAL_ERROR ->
            false;
      };
    }
  }

  /** This chat failed in a way that another attempt may not. */
  record Interrupted<T>(StepPath chat, String detail) implements Failure<T> {
    @Override
    public boolean isOfOneAgent() {
      return true;
    }
  }

  static <T> Progress<T> done(T value) {
    return new Done<>(value);
  }

  static <T> Progress<T> needs(Step step) {
    return new Needs<>(List.of(step), List.of());
  }

  static <T> Progress<T> needs(Timer timer) {
    return new Needs<>(List.of(), List.of(timer));
  }

  static <T> Progress<T> failed(Outcome outcome, String detail) {
    return new Failed<>(outcome, detail);
  }

  /** What follows from the value, once it is there. */
  default <R> Progress<R> then(Function<T, Progress<R>> next) {
    return switch (this) {
      case Done(var value) -> next.apply(value);
      case Open<T> open -> open.as();
    };
  }

  /** Goes on without what one agent could not do; what ends its whole task stays as it is. */
  default Progress<T> recover(Function<Failure<T>, T> instead) {
    return this instanceof Failure<T> failure && failure.isOfOneAgent()
        ? done(instead.apply(failure))
        : this;
  }

  /** While this waits, the timer runs. */
  default Progress<T> within(Timer timer) {
    if (!(this instanceof Needs(var steps, var timers))) {
      return this;
    }
    var more = new ArrayList<>(timers);
    more.add(timer);
    return new Needs<>(steps, List.copyOf(more));
  }

  /** Side by side: waits for every part, and only then fails with the first that failed. */
  static <T> Progress<List<T>> all(int parts, IntFunction<Progress<T>> part) {
    var values = new ArrayList<T>(parts);
    var steps = new ArrayList<Step>();
    var timers = new ArrayList<Timer>();
    @Nullable Failure<T> failure = null;
    for (int i = 0; i < parts; i++) {
      switch (part.apply(i)) {
        case Done(var value) -> values.add(value);
        case Needs(var missing, var moments) -> {
          steps.addAll(missing);
          timers.addAll(moments);
        }
        case Failure<T> failed -> failure = failure == null ? failed : failure;
      }
    }
    if (!steps.isEmpty() || !timers.isEmpty()) {
      return new Needs<>(List.copyOf(steps), List.copyOf(timers));
    }
    return failure == null ? done(List.copyOf(values)) : failure.as();
  }
}
