package dev.rcrewai.llm;

import dev.rcrewai.limit.Allowances;
import dev.rcrewai.limit.Budget;
import dev.rcrewai.step.TraceContext;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import net.logstash.logback.argument.StructuredArgument;

/**
 * What one model of a provider is asked for: a chat, or the vectors of some texts. The guards of a
 * provider treat all errands alike.
 */
sealed interface Errand permits ChatErrand, EmbeddingErrand {
  /** The model that is asked. */
  String model();

  /** Whose turn it takes. */
  String caller();

  /** For whom it is done, as logs name it. */
  StructuredArgument owner();

  /** What it is part of. */
  TraceContext trace();

  /** The tokens that it will use, before the provider has counted. */
  long tokens();

  /** No provider counts more tokens of input. */
  long inputTokensMax(ChatModel provider);

  /** No answer has more tokens. */
  long outputTokensMax();

  /** The budgets that pay for it. */
  List<Budget> budgets(Allowances allowances);

  /** Whether the caller pays the provider of this name, with a key of its own. */
  boolean isPaidByCaller(String provider);

  /** Whether an attempt may begin now. */
  boolean mayBegin(Providers providers);

  /**
   * Sends once, without a retry.
   *
   * @param onText hears each piece of a streamed text
   * @param part what the request is traced as
   */
  ChatModel.Attempt send(
      Provider provider,
      Consumer<String> onText,
      Duration timeout,
      TraceContext part,
      BooleanSupplier mayLeave);
}
