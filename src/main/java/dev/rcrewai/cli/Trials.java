package dev.rcrewai.cli;

import dev.rcrewai.crew.Crew;
import dev.rcrewai.execution.ExecutionRequest;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.trial.Score;
import dev.rcrewai.trial.Trial;
import dev.rcrewai.trial.TrialRun;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/**
 * Runs crews several times and has each run scored, a few of them side by side.
 *
 * @param err is told of each run as it ends; of nothing where nobody looks
 */
record Trials(
    LocalNode node, Interview interview, Scoring scoring, int parallel, Optional<PrintWriter> err) {
  /** A crew as it is tried, under the name that it has beside others. */
  record Variant(String label, Crew crew) {}

  /** All runs of it; after an interruption only those that had ended by themselves. */
  Trial of(Variant variant, int runs, ExecutionRequest request) throws Exception {
    node.crews().add(variant.crew());
    // One thread for each run at work: it does nothing but wait for it.
    try (var pool = Executors.newFixedThreadPool(Math.min(parallel, runs))) {
      var all =
          IntStream.rangeClosed(1, runs)
              .<Callable<Optional<TrialRun>>>mapToObj(i -> () -> run(variant, i, request))
              .toList();
      // A run and its scores end by deadlines of their own; this one is for what is not foreseen.
      var limit = node.patience().multipliedBy(2L * Math.ceilDiv(runs, parallel));
      var done = new ArrayList<TrialRun>();
      for (var one : pool.invokeAll(all, limit.toSeconds(), TimeUnit.SECONDS)) {
        result(one).ifPresent(done::add);
      }
      return new Trial(variant.label(), List.copyOf(done));
    }
  }

  private Optional<TrialRun> run(Variant variant, int number, ExecutionRequest request)
      throws Exception {
    if (node.isStopped()) {
      return Optional.empty();
    }
    var ran = node.run(request, _ -> {}, interview);
    if (node.isStopped() && ran.execution().outcome() == Outcome.CANCELLED) {
      return Optional.empty();
    }
    Map<String, Score> scores;
    try {
      scores = scoring.of(ran);
    } catch (IllegalStateException e) {
      if (node.isStopped()) {
        return Optional.empty(); // the judge was stopped too
      }
      throw e;
    }
    var run = new TrialRun(number, ran.execution(), scores);
    err.ifPresent(out -> {
      out.printf("%s, run %d: %.1f%n", variant.label(), number, run.score());
      out.flush();
    });
    return Optional.of(run);
  }

  private static Optional<TrialRun> result(Future<Optional<TrialRun>> run) throws Exception {
    return switch (run.state()) {
      case SUCCESS -> run.resultNow();
      case FAILED ->
          throw run.exceptionNow() instanceof Exception e
              ? e
              : new IllegalStateException(run.exceptionNow());
      case CANCELLED, RUNNING -> throw new TimeoutException("the runs took too long");
    };
  }
}
