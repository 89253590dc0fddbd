package dev.rcrewai.execution;

import dev.rcrewai.execution.EventData.InputReceived;
import dev.rcrewai.execution.EventData.TimerFired;
import dev.rcrewai.step.AnswerCheck;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.StepPath;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes what people answer: finds the question in the journal, checks the answer, and leaves it for
 * whoever goes on with the execution. The store takes one answer for each question.
 */
record AnswerDesk(ExecutionStore store, InstantSource clock) {
  /**
   * What a person sends.
   *
   * @param question which one is meant, or null where only one is open
   * @param raw a string, a number or a boolean
   * @param by who it is
   */
  record Sent(@Nullable StepPath question, Object raw, String comment, String by) {}

  Future<Answered> take(ExecutionId id, Sent sent) {
    return JournalReader.readAll(store, id)
        .compose(journal ->
            journal.isEmpty()
                ? Future.succeededFuture(new Answered.NotFound())
                : take(id, journal, ExecutionFold.of(journal), sent));
  }

  private Future<Answered> take(
      ExecutionId id, List<Event> journal, ExecutionFold fold, Sent sent) {
    var asked = sent.question();
    var open = fold.execution().questions();
    if (asked == null && open.size() > 1) {
      return done(new Answered.Ambiguous(open.stream().map(OpenQuestion::path).toList()));
    }
    var question = asked != null ? fold.question(asked) : open.isEmpty() ? null : open.getFirst();
    if (question == null) {
      return done(closed(journal, fold, asked));
    }
    var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    if (!now.isBefore(question.expiresAt())) {
      return done(new Answered.Expired(question.path()));
    }
    return switch (AnswerCheck.check(question.question(), sent.raw(), sent.comment())) {
      case AnswerCheck.Invalid(var expected) ->
          done(new Answered.Invalid(question.path(), expected));
      case AnswerCheck.Valid(var answer) ->
          store
              .signal(id, new Signal.Input(question.path(), answer, sent.by(), now))
              .compose(result -> answered(id, result, question.path()));
    };
  }

  private Future<Answered> answered(ExecutionId id, SignalResult result, StepPath path) {
    return switch (result) {
      case STORED -> done(new Answered.Accepted());
      case DUPLICATE -> done(new Answered.AlreadyAnswered(path));
      case NOT_FOUND -> done(new Answered.NotFound());
      case ENDED -> // meanwhile, perhaps by another answer
          JournalReader.readAll(store, id)
              .map(journal -> closed(journal, ExecutionFold.of(journal), path));
    };
  }

  /** What became of the question that is meant, or of the last one where none is named. */
  private static Answered closed(
      List<Event> journal, ExecutionFold fold, @Nullable StepPath asked) {
    for (var event : journal.reversed()) {
      if (event.data() instanceof InputReceived input && isMeant(asked, input.path())) {
        return new Answered.AlreadyAnswered(input.path());
      }
      if (event.data() instanceof TimerFired(var path, var timer)
          && timer.equals(TimerFired.EXPIRY)
          && isMeant(asked, path)) {
        return new Answered.Expired(path);
      }
    }
    return fold.status().ended() ? new Answered.Ended() : new Answered.NotAsked();
  }

  private static boolean isMeant(@Nullable StepPath asked, StepPath path) {
    return asked == null || asked.equals(path);
  }

  private static Future<Answered> done(Answered answered) {
    return Future.succeededFuture(answered);
  }
}
