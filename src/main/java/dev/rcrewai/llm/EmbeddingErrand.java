package dev.rcrewai.llm;

import static net.logstash.logback.argument.StructuredArguments.kv;

import dev.rcrewai.limit.Allowances;
import dev.rcrewai.limit.Amount;
import dev.rcrewai.limit.Budget;
import dev.rcrewai.step.Embedding;
import dev.rcrewai.step.EmbeddingCall;
import dev.rcrewai.step.EmbeddingCall.OfCrew;
import dev.rcrewai.step.EmbeddingCall.OfStep;
import dev.rcrewai.step.EmbeddingRequest;
import dev.rcrewai.step.TraceContext;
import io.netty.buffer.ByteBufUtil;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import net.logstash.logback.argument.StructuredArgument;

/** The vectors of so many texts as one request takes. Stays on one context. */
final class EmbeddingErrand implements Errand {
  private static final int BYTES_PER_TOKEN = 4;

  /** What models put around each text. */
  private static final int TOKENS_AROUND = 8;

  private final EmbeddingCall call;
  private final EmbeddingRequest batch;
  private final long bytes;
  private final List<Embedding> vectors = new ArrayList<>();

  /**
   * @param batch the part of the call's texts that is asked for
   */
  EmbeddingErrand(EmbeddingCall call, EmbeddingRequest batch) {
    this.call = call;
    this.batch = batch;
    this.bytes = batch.texts().stream().mapToLong(ByteBufUtil::utf8Bytes).sum();
  }

  /** What the last attempt brought; none where it failed. */
  List<Embedding> vectors() {
    return vectors;
  }

  @Override
  public String model() {
    return batch.model();
  }

  /** A crew's documents take turns with callers, as one of them. */
  @Override
  public String caller() {
    return switch (call.owner()) {
      case OfStep step -> step.account().caller();
      case OfCrew(var crew) -> "crew:" + crew;
    };
  }

  @Override
  public StructuredArgument owner() {
    return switch (call.owner()) {
      case OfStep step -> kv("execution_id", step.execution().text());
      case OfCrew(var crew) -> kv("crew", crew);
    };
  }

  @Override
  public TraceContext trace() {
    return call.trace();
  }

  @Override
  public long tokens() {
    return bytes / BYTES_PER_TOKEN;
  }

  @Override
  public long inputTokensMax(ChatModel provider) {
    return bytes + (long) TOKENS_AROUND * batch.texts().size();
  }

  @Override
  public long outputTokensMax() {
    return 0;
  }

  @Override
  public List<Budget> budgets(Allowances allowances) {
    return switch (call.owner()) {
      case OfStep(var execution, _, _, var account) -> {
        var own = Amount.limit(account.tokensMax(), account.usdMax());
        yield allowances.ofCall(execution.text(), account.crew(), account.caller(), own);
      }
      case OfCrew(var crew) -> allowances.ofCrew(crew);
    };
  }

  @Override
  public boolean isPaidByCaller(String provider) {
    return call.keys().isCallers(provider);
  }

  @Override
  public boolean mayBegin(Providers providers) {
    return switch (call.owner()) {
      case OfStep step -> providers.mayCall(step.holder());
      case OfCrew _ -> true; // it writes nothing that another node's would not equal
    };
  }

  @Override
  public ChatModel.Attempt send(
      Provider provider,
      Consumer<String> onText,
      Duration timeout,
      TraceContext part,
      BooleanSupplier mayLeave) {
    var key = call.keys().find(provider.name());
    vectors.clear();
    return provider.model().embed(batch, key, vectors::addAll, timeout, part, mayLeave);
  }
}
