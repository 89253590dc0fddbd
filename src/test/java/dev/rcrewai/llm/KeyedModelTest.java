package dev.rcrewai.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.config.Secret;
import dev.rcrewai.llm.AttemptResult.Failure;
import dev.rcrewai.llm.AttemptResult.Success;
import dev.rcrewai.step.ChatCall.Delivery;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatRequest;
import dev.rcrewai.step.ChatResult;
import dev.rcrewai.step.ChatResult.Answered;
import dev.rcrewai.step.Embedding;
import dev.rcrewai.step.EmbeddingRequest;
import dev.rcrewai.step.TraceContext;
import dev.rcrewai.step.Usage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Keys that are refused, and replaced or not. */
class KeyedModelTest {
  private static final Duration TIME = Duration.ofSeconds(5);
  private static final Failure REFUSED = Failure.unanswered(ChatFailure.AUTH, "no");

  private final Secret key = new Secret("old");
  private final Doorkeeper door = new Doorkeeper();
  private final List<String> lookedFor = new ArrayList<>();
  private Future<Boolean> replaced = Future.succeededFuture(false);
  private final KeyedModel model =
      new KeyedModel(
          door,
          key,
          used -> {
            lookedFor.add(used);
            return replaced;
          });

  @Test
  void key_accepted_isAskedOnce() {
    door.accepted = "old";
    assertThat(send().result().result()).isInstanceOf(Success.class);
    assertThat(door.sent).containsExactly("old");
    assertThat(lookedFor).isEmpty();
  }

  @Test
  void key_refused_andAnotherThere_isAskedOnceMoreWithIt() {
    door.accepted = "new";
    var attempt = later();
    assertThat(attempt.result().isComplete()).isFalse();
    replace("new");
    assertThat(attempt.result().result()).isInstanceOf(Success.class);
    assertThat(door.sent).containsExactly("old", "new");
    assertThat(lookedFor).containsExactly("old");
  }

  @Test
  void key_ofACaller_refused_isNotLookedFor() {
    var request = LlmNode.request("hello");
    var attempt =
        model.send(request, Delivery.WHOLE, "lent", _ -> {}, TIME, TraceContext.NONE, () -> true);
    assertThat(attempt.result().result()).isEqualTo(REFUSED);
    assertThat(door.sent).containsExactly("lent");
    assertThat(lookedFor).isEmpty();
  }

  @Test
  void embeddings_keyRefused_andAnotherThere_areAskedForOnceMore() {
    door.accepted = "new";
    replaced = looking.future();
    var request = new EmbeddingRequest("p", "m", List.of("text"));
    var attempt = model.embed(request, null, _ -> {}, TIME, TraceContext.NONE, () -> true);
    replace("new");
    assertThat(attempt.result().result()).isInstanceOf(Success.class);
    assertThat(door.sent).containsExactly("old", "new");
  }

  @Test
  void key_refused_andTheSameStill_isRefused() {
    assertThat(send().result().result()).isEqualTo(REFUSED);
    assertThat(door.sent).containsExactly("old");
  }

  @Test
  void key_refused_andTheOtherToo_isRefused_withoutAThirdTry() {
    var attempt = later();
    replace("new");
    assertThat(attempt.result().result()).isEqualTo(REFUSED);
    assertThat(door.sent).containsExactly("old", "new");
  }

  @Test
  void abort_whileTheKeyIsLookedFor_sendsNothingMore() {
    var attempt = later();
    attempt.abort();
    assertThat(attempt.result().result())
        .isInstanceOfSatisfying(
            Failure.class, end -> assertThat(end.failure()).isEqualTo(ChatFailure.ABORTED));
    replace("new");
    assertThat(door.sent).containsExactly("old");
  }

  @Test
  void abort_ofTheSecondRequest_resetsIt() {
    door.holds = "new";
    var attempt = later();
    replace("new");
    attempt.abort();
    assertThat(door.aborted).isEqualTo(1);
  }

  @Test
  void probe_refused_andAnotherThere_asksOnceMore() {
    door.accepted = "new";
    replaced = looking.future();
    var probe = model.probe(TIME);
    replace("new");
    assertThat(probe.result()).isEmpty();
    assertThat(model.probe(TIME).result()).isEmpty();
  }

  @Test
  void probe_refused_andTheSameStill_isRefused() {
    assertThat(model.probe(TIME).result()).contains(REFUSED);
  }

  private final Promise<Boolean> looking = Promise.promise();

  private ChatModel.Attempt later() {
    replaced = looking.future();
    return send();
  }

  private void replace(String with) {
    key.swap(with);
    looking.complete(true);
  }

  private ChatModel.Attempt send() {
    return model.send(
        LlmNode.request("hello"),
        Delivery.WHOLE,
        null,
        _ -> {},
        TIME,
        TraceContext.NONE,
        () -> true);
  }

  /** A provider that knows one key, and may take its time with one. */
  private final class Doorkeeper implements ChatModel {
    private final List<String> sent = new ArrayList<>();
    private String accepted = "";
    private String holds = "";
    private int aborted;

    @Override
    public Attempt send(
        ChatRequest request,
        Delivery delivery,
        @Nullable String lent,
        Consumer<String> onText,
        Duration timeout,
        TraceContext trace,
        BooleanSupplier mayLeave) {
      if (lent != null) {
        sent.add(lent);
        return Attempt.over(REFUSED);
      }
      sent.add(key.get());
      return key.is(holds) ? new Held() : Attempt.over(key.is(accepted) ? success() : REFUSED);
    }

    @Override
    public Attempt embed(
        EmbeddingRequest request,
        @Nullable String lent,
        Consumer<List<Embedding>> onVectors,
        Duration timeout,
        TraceContext trace,
        BooleanSupplier mayLeave) {
      sent.add(lent == null ? key.get() : lent);
      return Attempt.over(key.is(accepted) ? success() : REFUSED);
    }

    @Override
    public int bytes(ChatRequest request, Delivery delivery) {
      return 1;
    }

    @Override
    public Future<Optional<Failure>> probe(Duration timeout) {
      return Future.succeededFuture(key.is(accepted) ? Optional.empty() : Optional.of(REFUSED));
    }

    private AttemptResult success() {
      return new Success(
          new Answered("yes", ChatResult.FinishReason.STOP, ""), "model", Usage.NONE);
    }

    private final class Held implements Attempt {
      @Override
      public Future<AttemptResult> result() {
        return Promise.<AttemptResult>promise().future();
      }

      @Override
      public void abort() {
        aborted++;
      }
    }
  }
}
