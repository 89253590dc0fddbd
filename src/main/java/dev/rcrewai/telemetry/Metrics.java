package dev.rcrewai.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Every metric of the server: its name, labels and buckets, and nowhere else. Label values come
 * from closed sets or from configuration, never from a caller. Thread-safe, and cheap enough for
 * every step.
 */
public final class Metrics {
  private static final Duration[] REQUEST_BUCKETS = seconds(0.1, 0.5, 1, 5, 10, 30, 60, 300, 600);
  private static final Duration[] EXECUTION_BUCKETS = seconds(1, 5, 10, 30, 60, 300, 600, 1800);
  private static final Duration[] CALL_BUCKETS = seconds(0.05, 0.1, 0.5, 1, 2, 5, 10, 30, 60, 120);
  private static final Duration[] LAG_BUCKETS = seconds(0.001, 0.01, 0.1, 0.5, 1, 5);

  private final MeterRegistry registry;
  private final Family<Counter> requests;
  private final Family<Timer> requestDuration;
  private final Family<AtomicInteger> activeExecutions;
  private final Family<Counter> executions;
  private final Family<Timer> acceptDuration;
  private final Family<Timer> executionDuration;
  private final Family<Counter> chats;
  private final Family<Timer> chatDuration;
  private final Family<Counter> chatRetries;
  private final Family<Timer> chatWaits;
  private final Family<Counter> fallbacks;
  private final Family<Counter> tokens;
  private final Family<Counter> cost;
  private final Family<Counter> toolCalls;
  private final Family<Timer> toolDuration;
  private final OfMemory memory;
  private final Family<Counter> questions;
  private final Family<Counter> answers;
  private final Family<Counter> webhookTries;
  private final Family<Timer> webhookDuration;
  private final Family<Counter> budgetRefusals;
  private final Family<Counter> rejections;
  private final Family<Counter> takeovers;
  private final Family<Counter> givenUp;
  private final Family<AtomicInteger> streams;
  private final Family<Counter> slowReaders;
  private final Family<Counter> crewReloads;
  private final Family<Counter> secretFailures;
  private final Family<Timer> eventLoopLag;
  private final Family<Counter> documents;
  private final Family<Counter> spans;

  public Metrics(MeterRegistry registry) {
    this.registry = registry;
    requests = counter("requests", "HTTP requests answered", "method", "path", "status");
    requestDuration =
        timer("request.duration", "Time to answer", REQUEST_BUCKETS, "method", "path");
    activeExecutions = active("active.executions", "Executions running on this node", "crew_name");
    executions = counter("executions", "Executions ended, by outcome", "crew_name", "status");
    acceptDuration =
        timer("accept.duration", "From a submission until it is durable", CALL_BUCKETS);
    executionDuration =
        timer("execution.duration", "From accepted to its end", EXECUTION_BUCKETS, "crew_name");
    chats = counter("llm.api.calls", "Attempts at a provider", "provider", "model", "status");
    chatDuration =
        timer("llm.call.duration", "Time of one attempt", CALL_BUCKETS, "provider", "model");
    chatRetries = counter("llm.retries", "Attempts after the first", "provider", "reason");
    chatWaits = timer("llm.wait.duration", "Time of one wait", CALL_BUCKETS, "provider", "why");
    fallbacks = counter("llm.fallbacks", "Calls taken by another model", "from", "to", "reason");
    tokens = counter("llm.tokens", "Tokens used", "provider", "model", "kind");
    cost = counter("llm.cost.usd", "What the tokens cost, in USD", "provider", "model");
    toolCalls = counter("tool.calls", "Tool calls ended", "tool", "status");
    toolDuration = timer("tool.duration", "Time of one tool call", CALL_BUCKETS, "tool");
    memory = ofMemory();
    questions = counter("input.requests", "Questions put to people", "kind");
    answers = counter("input.answers", "What became of them: a decision, or expired", "decision");
    webhookTries = counter("webhook.tries", "Tries to tell a webhook an event", "result");
    webhookDuration = timer("webhook.duration", "Time of one try", CALL_BUCKETS);
    budgetRefusals = counter("budget.refused", "Calls for which a budget had no room", "budget");
    rejections = counter("rejected", "Work turned away", "reason");
    takeovers = counter("lease.takeovers", "Executions taken over from a node that was given up");
    givenUp = counter("node.given.up", "Times that others gave this node up");
    streams = active("event.streams", "Readers of event streams", "door");
    slowReaders = counter("event.streams.cut", "Readers cut off, being too slow", "door");
    crewReloads = counter("crew.reloads", "Files of crews read again", "result");
    secretFailures =
        counter("secrets.refresh.failures", "Secrets that could not be read again", "source");
    spans = counter("trace.spans", "Spans that ended here, by what became of them", "result");
    eventLoopLag = timer("event.loop.lag", "How late an event loop runs a timer", LAG_BUCKETS);
    documents = counter("knowledge.documents", "Documents read for their crews", "result");
    showZeros();
  }

  /** What crews remember. */
  private record OfMemory(
      Family<Counter> operations, Family<Timer> duration, Family<Counter> erased) {}

  private OfMemory ofMemory() {
    return new OfMemory(
        counter("memory.operations", "Recalls and keepings ended", "operation", "status"),
        timer("memory.operation.duration", "Time of one of them", CALL_BUCKETS, "operation"),
        counter("memory.erased", "Memories erased for their callers"));
  }

  /** What first appears as 1 was never seen to rise: no alert could tell it from an old fault. */
  private void showZeros() {
    takeovers.of();
    givenUp.of();
    acceptDuration.of();
    webhookTries.of("dead");
    for (var reason : Rejection.values()) {
      rejections.of(reason.word());
    }
  }

  /** One HTTP request; {@code path} is the route's template. */
  public void requestFinished(String method, String path, int status, Duration took) {
    requests.of(method, path, Integer.toString(status)).increment();
    requestDuration.of(method, path).record(took);
  }

  /** People were asked something. */
  public void questionAsked(String kind) {
    questions.of(kind).increment();
  }

  /** They decided so, or nobody came in time. */
  public void questionClosed(String decision) {
    answers.of(decision).increment();
  }

  /** A submission was accepted, and is durable. */
  public void accepted(Duration took) {
    acceptDuration.of().record(took);
  }

  /** An execution began to run, or went on, on this node. */
  public void executionStarted(String crew) {
    activeExecutions.of(crew).incrementAndGet();
  }

  /** The last owner of an execution did not let go of it, and this node goes on with it. */
  public void leaseTakenOver() {
    takeovers.of().increment();
  }

  /** Others have given this node up, because it was paused or cut off for too long. */
  public void nodeGivenUp() {
    givenUp.of().increment();
  }

  /** An execution left this node without an end: released, or fenced. */
  public void executionLeft(String crew) {
    activeExecutions.of(crew).decrementAndGet();
  }

  /** An execution ended; {@code outcome} is the outcome's word. */
  public void executionEnded(String crew, String outcome, Duration took) {
    activeExecutions.of(crew).decrementAndGet();
    executions.of(crew, outcome).increment();
    executionDuration.of(crew).record(took);
  }

  /** One attempt at a provider ended; {@code status} is {@code ok} or the failure's word. */
  public void chatFinished(String provider, String model, String status, Duration took) {
    chats.of(provider, model, status).increment();
    chatDuration.of(provider, model).record(took);
  }

  /** A chat call will be tried again. */
  public void chatRetried(String provider, String reason) {
    chatRetries.of(provider, reason).increment();
  }

  /** A chat call waited before it was sent; {@code why} is a reason's word. */
  public void chatWaited(String provider, String why, Duration took) {
    chatWaits.of(provider, why).record(took);
  }

  /** A chat call goes on from one provider to a model of another one, or of the same. */
  public void chatFellBack(String from, String to, String reason) {
    fallbacks.of(from, to, reason).increment();
  }

  /** Tokens as the provider counted them; {@code kind} is input, cached, output or reasoning. */
  public void tokensUsed(String provider, String model, String kind, long count) {
    tokens.of(provider, model, kind).increment((double) count);
  }

  /** What the tokens cost. */
  public void costIncurred(String provider, String model, BigDecimal usd) {
    cost.of(provider, model).increment(usd.doubleValue());
  }

  /** There can be a budget of that name; until it has no room its count is shown as 0. */
  public void budgetKnown(String budget) {
    budgetRefusals.of(budget);
  }

  /** A budget had no room; {@code budget} is its name, one of six. */
  public void budgetRefused(String budget) {
    budgetRefusals.of(budget).increment();
  }

  /** One tool call ended; {@code status} is completed, failed or unknown. */
  public void toolFinished(String tool, String status, Duration took) {
    toolCalls.of(tool, status).increment();
    toolDuration.of(tool).record(took);
  }

  /** One recall or remember ended; {@code status} is found, kept, empty or failed. */
  public void memoryUsed(String operation, String status, Duration took) {
    memory.operations().of(operation, status).increment();
    memory.duration().of(operation).record(took);
  }

  /** So many memories of a caller were erased on request. */
  public void memoriesErased(int count) {
    memory.erased().of().increment(count);
  }

  /** One try to tell a webhook ended; {@code result} is delivered, retried or dead. */
  public void webhookTried(String result, Duration took) {
    webhookTries.of(result).increment();
    webhookDuration.of().record(took);
  }

  /** A submission was turned away that was fit to be accepted. */
  public void rejected(Rejection reason) {
    rejections.of(reason.word()).increment();
  }

  /** Why work is turned away. */
  public enum Rejection {
    SERVER_FULL,
    CALLER_FULL,
    BUDGET,
    TOOLS_UNAVAILABLE,
    DRAINING;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Somebody reads a journal along; {@code door} is http or bus. */
  public void streamOpened(String door) {
    streams.of(door).incrementAndGet();
  }

  /** And does so no more. */
  public void streamClosed(String door) {
    streams.of(door).decrementAndGet();
  }

  /** A reader was too slow for too long. */
  public void streamCut(String door) {
    slowReaders.of(door).increment();
  }

  /** A file of crews was read again; {@code result} is loaded or rejected. */
  public void crewsReloaded(String result) {
    crewReloads.of(result).increment();
  }

  /** A document was read for a crew; {@code result} is read or failed. */
  public void documentRead(String result) {
    documents.of(result).increment();
  }

  /** A source of secrets was read again, with so many failures: 0 or 1. */
  public void secretsRefreshed(String source, int failures) {
    secretFailures.of(source).increment(failures);
  }

  /** Measures how late an event loop runs its timers. */
  public void eventLoopLag(Duration lag) {
    eventLoopLag.of().record(lag);
  }

  /** So many spans of traces ended, and became that. */
  public void spansEnded(SpanFate fate, int count) {
    spans.of(fate.word).increment(count);
  }

  /** What becomes of a span. */
  public enum SpanFate {
    EXPORTED("exported"),
    /** The receiver was away or did not take it. */
    FAILED("failed"),
    /** Too many waited already. */
    DROPPED("dropped");

    private final String word;

    SpanFate(String word) {
      this.word = word;
    }
  }

  /** A figure that is asked for at each scrape, for example {@code rcrewai.queue.depth}. */
  public void gauge(GaugeName name, Supplier<Number> value, String... labels) {
    Gauge.builder(name.text(), value)
        .description(name.description())
        .tags(labels)
        .strongReference(true)
        .register(registry);
  }

  /** The gauges that parts of the server register. */
  public enum GaugeName {
    SLOTS("execution.slots", "Executions that this node may run at once"),
    NODES("nodes", "Nodes that live, as far as this one knows"),
    QUEUE_DEPTH("queue.depth", "Executions waiting for a slot"),
    SUSPECTS("queue.suspects", "Executions waiting to run alone, because their servers died"),
    QUEUE_AGE("queue.age.seconds", "Seconds that the oldest of them has waited"),
    /** Labels {@code provider} and {@code model}. */
    BREAKER_STATE("breaker.state", "0 closed, 1 half-open, 2 open"),
    /** Label {@code provider}. */
    CHATS_IN_FLIGHT("llm.in.flight", "Chat calls in flight"),
    /** Label {@code provider}. */
    CHATS_WAITING("llm.waiting", "Chat calls waiting for a slot or for the provider's rate"),
    /** NaN before the store was asked first, as is the next. */
    STORE_UP("store.up", "Whether the store reads and writes: 1, or 0"),
    STORE_DURABLE("store.durable", "Whether what it acknowledges outlives its crash: 1, or 0"),
    CREWS_LOADED("crews.loaded", "Crews that can be run"),
    CREWS_BROKEN("crews.broken", "Files of crews whose newest version is not in use"),
    /** Label {@code source}. */
    SECRETS_AGE("secrets.age.seconds", "Seconds since secrets were last read from there"),
    WEBHOOKS_PENDING("webhook.pending", "Executions whose webhook has still to be told, all nodes"),
    WEBHOOKS_DEAD("webhook.dead", "Executions whose webhook was given up, all nodes"),
    WEBHOOKS_AGE("webhook.pending.age.seconds", "Seconds since the oldest event still to be told"),
    KNOWLEDGE_CHUNKS("knowledge.chunks", "Passages of documents that this node keeps"),
    MEMORY_USAGE("memory.usage.bytes", "Heap and direct memory in use"),
    MEMORY_LIMIT("memory.limit.bytes", "Memory of the container, or else of the machine");

    private final String text;
    private final String description;

    GaugeName(String text, String description) {
      this.text = full(text);
      this.description = description;
    }

    String text() {
      return text;
    }

    String description() {
      return description;
    }
  }

  private Family<Counter> counter(String name, String description, String... labels) {
    return new Family<>(
        tags -> Counter.builder(full(name)).description(description).tags(tags).register(registry),
        labels);
  }

  private Family<Timer> timer(
      String name, String description, Duration[] buckets, String... labels) {
    return new Family<>(
        tags ->
            Timer.builder(full(name))
                .description(description)
                .tags(tags)
                .serviceLevelObjectives(buckets)
                .register(registry),
        labels);
  }

  private Family<AtomicInteger> active(String name, String description, String... labels) {
    return new Family<>(tags -> counted(full(name), description, tags), labels);
  }

  private AtomicInteger counted(String name, String description, Tags tags) {
    var count = new AtomicInteger();
    Gauge.builder(name, count, AtomicInteger::get)
        .description(description)
        .tags(tags)
        .register(registry);
    return count;
  }

  private static String full(String name) {
    return "rcrewai." + name;
  }

  private static Duration[] seconds(double... buckets) {
    return Arrays.stream(buckets)
        .mapToObj(bucket -> Duration.ofMillis(Math.round(bucket * 1000)))
        .toArray(Duration[]::new);
  }
}
