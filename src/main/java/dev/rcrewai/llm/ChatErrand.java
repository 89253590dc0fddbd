package dev.rcrewai.llm;

import static net.logstash.logback.argument.StructuredArguments.kv;

import dev.rcrewai.limit.Allowances;
import dev.rcrewai.limit.Amount;
import dev.rcrewai.limit.Budget;
import dev.rcrewai.step.ChatCall;
import dev.rcrewai.step.ChatRequest;
import dev.rcrewai.step.Message;
import dev.rcrewai.step.TokenEstimate;
import dev.rcrewai.step.TraceContext;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import net.logstash.logback.argument.StructuredArgument;

/** A chat with one model. */
record ChatErrand(ChatCall call) implements Errand {
  /** What providers add to a request with tools, of which its body says nothing. */
  static final int TOOL_PROMPT_TOKENS = 1_000;

  /** The most that a provider counts for a picture, whatever its bytes; it may be but a link. */
  static final int IMAGE_TOKENS = 40_000;

  @Override
  public String model() {
    return call.request().model().model();
  }

  @Override
  public String caller() {
    return call.account().caller();
  }

  @Override
  public StructuredArgument owner() {
    return kv("execution_id", call.execution().text());
  }

  @Override
  public TraceContext trace() {
    return call.trace();
  }

  @Override
  public long tokens() {
    return TokenEstimate.of(call.request());
  }

  /** A token for each byte of the body, and what its length does not bound. */
  @Override
  public long inputTokensMax(ChatModel provider) {
    return provider.bytes(call.request(), call.delivery()) + unwritten(call.request());
  }

  @Override
  public long outputTokensMax() {
    return call.request().model().outputTokensMax();
  }

  @Override
  public List<Budget> budgets(Allowances allowances) {
    var account = call.account();
    var own = Amount.limit(account.tokensMax(), account.usdMax());
    return allowances.ofCall(call.execution().text(), account.crew(), account.caller(), own);
  }

  @Override
  public boolean isPaidByCaller(String provider) {
    return call.keys().isCallers(provider);
  }

  @Override
  public boolean mayBegin(Providers providers) {
    return providers.mayCall(call.holder());
  }

  @Override
  public ChatModel.Attempt send(
      Provider provider,
      Consumer<String> onText,
      Duration timeout,
      TraceContext part,
      BooleanSupplier mayLeave) {
    var key = call.keys().find(provider.name());
    return provider
        .model()
        .send(call.request(), call.delivery(), key, onText, timeout, part, mayLeave);
  }

  private static long unwritten(ChatRequest request) {
    long images = 0;
    for (var message : request.messages()) {
      images += message instanceof Message.User user ? user.images().size() : 0;
    }
    return IMAGE_TOKENS * images + (request.tools().isEmpty() ? 0 : TOOL_PROMPT_TOKENS);
  }
}
