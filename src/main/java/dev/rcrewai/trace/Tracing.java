package dev.rcrewai.trace;

import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.StepPath;
import dev.rcrewai.step.TraceContext;
import dev.rcrewai.trace.SpanStart.Kind;
import io.vertx.core.Future;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Every span of the server, with {@link StepSpans}: its name, its place and what it says, and
 * nowhere else. Thread-safe; while tracing is off, all of it is {@link Span#NONE}.
 *
 * <pre>
 *   request ─┬─ accept (store)
 *            ├─ execution ─┬─ append (store)
 *            │             ├─ task ─┬─ chat ── attempt at a provider
 *            │             │        ├─ tool
 *            │             │        └─ question to people
 *            │             └─ webhook
 * </pre>
 *
 * <p>Executions and tasks outlive processes: their spans have ids that every node knows ({@link
 * TraceContext#of(ExecutionId)}) and are sent by the node that records their end.
 */
public final class Tracing {
  /** Nothing is traced. */
  public static final Tracing OFF = new Tracing(null, Content.HIDDEN, "");

  private static final int SERVER_ERROR = 500;

  private final @Nullable SpanSink sink;
  private final StepSpans steps;
  private final String database;

  /**
   * @param database what the conventions call the store's database
   */
  public Tracing(SpanSink sink, boolean messageContent, String database) {
    this(sink, messageContent ? Content.SHOWN : Content.HIDDEN, database);
  }

  private Tracing(@Nullable SpanSink sink, Content content, String database) {
    this.sink = sink;
    this.steps = new StepSpans(this::part, content);
    this.database = database;
  }

  /** The spans of chats and tool calls. */
  public StepSpans steps() {
    return steps;
  }

  public boolean isOn() {
    return sink != null;
  }

  /** The trace that was recorded of an execution; none while nothing is traced. */
  public TraceContext of(Map<String, String> metadata) {
    return isOn() ? TraceContext.of(metadata) : TraceContext.NONE;
  }

  /** Sends what has ended, within a bound. Never fails. */
  public Future<Void> close() {
    return sink == null ? Future.succeededFuture() : sink.close();
  }

  /**
   * An HTTP request of a caller.
   *
   * @param route the template of its path
   */
  public Span request(
      TraceContext caller, String method, String route, String scheme, String path) {
    var span = begin(SpanStart.now(method + " " + route, Kind.SERVER, caller));
    span.set(Names.HTTP_METHOD, method);
    span.set(Names.HTTP_ROUTE, route);
    span.set(Names.URL_PATH, path);
    span.set(Names.URL_SCHEME, scheme);
    return span;
  }

  /** It was answered; that the caller made a mistake is no error of ours. */
  public static void answered(Span request, int status) {
    request.set(Names.HTTP_STATUS, status);
    end(request, status);
  }

  /** A message of an event bus client, at one of the public addresses. */
  public Span message(TraceContext sender, String address) {
    var span = begin(SpanStart.now("process " + address, Kind.SERVER, sender));
    span.set(Names.MESSAGING_SYSTEM, "vertx");
    span.set(Names.MESSAGING_DESTINATION, address);
    span.set(Names.MESSAGING_OPERATION, "process");
    return span;
  }

  /** It was answered, with the status that HTTP would have. */
  public static void replied(Span message, int status) {
    message.set(Names.STATUS, status);
    end(message, status);
  }

  private static void end(Span span, int status) {
    if (status >= SERVER_ERROR) {
      span.failed(Integer.toString(status));
    }
    span.end();
  }

  /** A write to the store, of so many events. */
  public <T> Future<T> stored(
      TraceContext part, String operation, int events, Supplier<Future<T>> write) {
    var span = part(SpanStart.now(operation + " journal", Kind.CLIENT, part));
    span.set(Names.DB_SYSTEM, database);
    span.set(Names.DB_OPERATION, operation);
    span.set(Names.DB_BATCH, events);
    return write
        .get()
        .onComplete(done -> {
          if (done.failed()) {
            span.failed(done.cause().getClass().getName());
          }
          span.end();
        });
  }

  /** A whole execution, which has just ended. */
  public Span execution(TraceContext recorded, ExecutionId id, String crew, Instant accepted) {
    var name = "invoke_workflow " + crew;
    var span = part(SpanStart.of(name, recorded.of(id), recorded, accepted));
    span.set(Names.OPERATION, "invoke_workflow");
    span.set(Names.WORKFLOW, crew);
    span.set(Names.EXECUTION, id.text());
    return span;
  }

  /** How it ended. */
  public static void ended(Span execution, String outcome, boolean isError) {
    execution.set(Names.OUTCOME, outcome);
    if (isError) {
      execution.failed(outcome);
    }
    execution.end();
  }

  /** It is another one's second run. */
  public static void retries(Span execution, ExecutionId earlier) {
    execution.set(Names.RETRY_OF, earlier.text());
  }

  /**
   * A whole task, which has just ended.
   *
   * @param failure why it failed, or null
   */
  public void task(
      TraceContext recorded,
      ExecutionId id,
      StepPath path,
      String agent,
      Instant started,
      @Nullable String failure) {
    var name = "invoke_agent " + agent;
    var span = part(SpanStart.of(name, recorded.of(id, path), recorded.above(id, path), started));
    span.set(Names.OPERATION, "invoke_agent");
    span.set(Names.AGENT, agent);
    StepSpans.place(span, id, path);
    if (failure != null) {
      span.failed(failure);
    }
    span.end();
  }

  /** A question to people that has just been answered, or has expired. */
  public void question(
      TraceContext recorded,
      ExecutionId id,
      StepPath path,
      String kind,
      Instant asked,
      String decision) {
    var span =
        part(new SpanStart("ask " + kind, Kind.INTERNAL, recorded.of(id, path), null, asked));
    span.set(Names.QUESTION, kind);
    span.set(Names.DECISION, decision);
    StepSpans.place(span, id, path);
    span.end();
  }

  /** One try to tell a webhook an event. */
  public Span webhook(TraceContext recorded, ExecutionId id, URI receiver, String event) {
    var span = part(SpanStart.now("POST webhook", Kind.CLIENT, recorded.of(id)));
    span.set(Names.HTTP_METHOD, "POST");
    span.set(Names.SERVER_ADDRESS, receiver.getHost());
    if (receiver.getPort() > 0) {
      span.set(Names.SERVER_PORT, receiver.getPort());
    }
    span.set(Names.EXECUTION, id.text());
    span.set(Names.EVENT, event);
    return span;
  }

  /** What came of it: delivered, retried or dead. */
  public static void told(Span webhook, String result, boolean isError) {
    if (isError) {
      webhook.failed(result);
    }
    webhook.end();
  }

  /**
   * Part of a trace; without one, none is begun. Whether a trace is kept was decided where it
   * began: of one that is not, no span is made.
   */
  private Span part(SpanStart start) {
    return start.parent().isSampled() ? begin(start) : Span.untold(start.parent());
  }

  private Span begin(SpanStart start) {
    return sink == null ? Span.NONE : sink.begin(start);
  }
}
