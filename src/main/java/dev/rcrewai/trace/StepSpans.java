package dev.rcrewai.trace;

import dev.rcrewai.step.ChatCall;
import dev.rcrewai.step.ChatResult;
import dev.rcrewai.step.EmbeddingCall;
import dev.rcrewai.step.EmbeddingResult;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.RecallResult;
import dev.rcrewai.step.RecallRun;
import dev.rcrewai.step.StepPath;
import dev.rcrewai.step.ToolResult;
import dev.rcrewai.step.ToolRun;
import dev.rcrewai.step.TraceContext;
import dev.rcrewai.trace.SpanStart.Kind;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The spans of chats and tool calls, as the conventions for GenAI have them. Thread-safe. */
public final class StepSpans {
  private final Function<SpanStart, Span> part;
  private final Content content;

  StepSpans(Function<SpanStart, Span> part, Content content) {
    this.part = part;
    this.content = content;
  }

  /** A chat, with all its attempts. */
  public Span chat(ChatCall call) {
    var request = call.request();
    var model = request.model();
    var span = part.apply(SpanStart.now("chat " + model.model(), Kind.CLIENT, call.trace()));
    span.set(Names.OPERATION, "chat");
    span.set(Names.PROVIDER, Names.provider(model.provider()));
    span.set(Names.REQUEST_MODEL, model.model());
    span.set(Names.REQUEST_TOKENS_MAX, model.outputTokensMax());
    if (model.temperature() != null) {
      span.set(Names.REQUEST_TEMPERATURE, model.temperature());
    }
    span.set(Names.OUTPUT_TYPE, request.output() == null ? "text" : "json");
    span.set(Names.CALL, call.call());
    place(span, call.execution(), call.path());
    content.asked(span, request);
    return span;
  }

  /** What came of it. */
  public void chatted(Span chat, ChatResult result) {
    switch (result) {
      case ChatResult.Replied(var reply, var bill) -> {
        billed(chat, bill);
        chat.set(Names.FINISH_REASONS, Content.finishReasons(reply));
        content.answered(chat, reply);
      }
      case ChatResult.Failed(var failure, _, var bill) -> {
        billed(chat, bill);
        chat.failed(Names.word(failure));
      }
    }
    chat.end();
  }

  private static void billed(Span chat, ChatResult.Bill bill) {
    chat.set(Names.PROVIDER, Names.provider(bill.provider())); // a fallback may have answered
    chat.set(Names.RESPONSE_MODEL, bill.model());
    chat.set(Names.INPUT_TOKENS, bill.usage().inputTokens());
    chat.set(Names.OUTPUT_TOKENS, bill.usage().outputTokens());
    chat.set(Names.CACHED_TOKENS, bill.usage().cachedTokens());
    if (bill.costUsd() != null) {
      chat.set(Names.COST, bill.costUsd().doubleValue());
    }
  }

  /** Texts that become vectors, with all attempts. */
  public Span embedding(EmbeddingCall call) {
    var request = call.request();
    var name = "embeddings " + request.model();
    var span = part.apply(SpanStart.now(name, Kind.CLIENT, call.trace()));
    span.set(Names.OPERATION, "embeddings");
    span.set(Names.PROVIDER, Names.provider(request.provider()));
    span.set(Names.REQUEST_MODEL, request.model());
    if (call.owner() instanceof EmbeddingCall.OfStep step) {
      place(span, step.execution(), step.path());
    }
    return span;
  }

  /** What came of it. */
  public void embedded(Span embedding, EmbeddingResult result) {
    billed(embedding, result.bill());
    if (result instanceof EmbeddingResult.Failed failed) {
      embedding.failed(Names.word(failed.failure()));
    }
    embedding.end();
  }

  /**
   * One request to a provider.
   *
   * @param number of the attempt, from 1
   */
  public Span attempt(TraceContext chat, String provider, String model, int number) {
    var span = part.apply(SpanStart.now("POST", Kind.CLIENT, chat));
    span.set(Names.HTTP_METHOD, "POST");
    span.set(Names.PROVIDER, Names.provider(provider));
    span.set(Names.REQUEST_MODEL, model);
    if (number > 1) {
      span.set(Names.HTTP_RESENDS, number - 1L);
    }
    return span;
  }

  /**
   * What came of it.
   *
   * @param status of HTTP, or 0 where none is known
   * @param failure why there is no reply, or null
   */
  public static void attempted(Span attempt, int status, @Nullable String failure) {
    if (status > 0) {
      attempt.set(Names.HTTP_STATUS, status);
    }
    if (failure != null) {
      attempt.failed(failure);
    }
    attempt.end();
  }

  /** A tool call. */
  public Span tool(ToolRun run, String name) {
    var span = part.apply(SpanStart.now("execute_tool " + name, Kind.INTERNAL, run.trace()));
    span.set(Names.OPERATION, "execute_tool");
    span.set(Names.TOOL, name);
    span.set(Names.TOOL_TYPE, "function");
    span.set(Names.TOOL_CALL_ID, run.call().id());
    place(span, run.execution(), run.path());
    content.called(span, run.call());
    return span;
  }

  /** What came of it. */
  public void used(Span tool, ToolResult result) {
    switch (result) {
      case ToolResult.Completed _ -> {}
      case ToolResult.Failed _ -> tool.failed("failed");
      case ToolResult.Unknown _ -> tool.failed("unknown");
    }
    content.returned(tool, result);
    tool.end();
  }

  /** Something that is recalled, or kept in mind. */
  public Span recall(RecallRun run, String operation) {
    var span = part.apply(SpanStart.now(operation + " memory", Kind.INTERNAL, run.trace()));
    span.set(Names.OPERATION, operation + "_memory");
    place(span, run.execution(), run.path());
    return span;
  }

  /** What came of it. */
  public void recalled(Span recall, RecallResult result) {
    switch (result) {
      case RecallResult.Recalled(var passages, _) -> recall.set(Names.PASSAGES, passages.size());
      case RecallResult.Failed _ -> recall.failed("failed");
    }
    recall.end();
  }

  /** Where a step stands in its execution. */
  static void place(Span span, ExecutionId id, StepPath path) {
    span.set(Names.EXECUTION, id.text());
    span.set(Names.CONVERSATION, id.text() + "/" + path.taskName());
    if (path.isOfTask()) {
      span.set(Names.TASK, path.taskName());
    }
    span.set(Names.STEP, path.text());
  }
}
