package dev.rcrewai.client;

import dev.rcrewai.client.Bus.Repeat;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Calls a cluster of RCrewAI servers over the event bus. Each call goes to one of the nodes and is
 * answered as HTTP would: what the server refuses is an {@link Answer} too, with its problem
 * document; a future fails only where no answer came in time.
 *
 * <pre>{@code
 * var client = RcrewaiClient.on(vertx).withToken(() -> token);
 * client
 *     .run(new JsonObject().put("crew_name", "research").put("inputs", inputs))
 *     .map(answer -> answer.orThrow().json().getJsonObject("result"));
 * }</pre>
 *
 * Requests and answers have the members that the OpenAPI document describes. Thread-safe and
 * immutable; answers arrive on the caller's context.
 */
public final class RcrewaiClient {
  private static final String EXECUTIONS = "rcrewai.executions.";
  private static final String IDEMPOTENCY_KEY = "idempotency-key";

  private final Bus bus;

  private RcrewaiClient(Bus bus) {
    this.bus = bus;
  }

  /**
   * A client without a token.
   *
   * @param vertx a member of the servers' cluster
   */
  public static RcrewaiClient on(Vertx vertx) {
    return new RcrewaiClient(new Bus(vertx, () -> ""));
  }

  /**
   * The same client in the name of whom the token names.
   *
   * @param token asked before each call, so that it may be exchanged while the client is in use
   */
  public RcrewaiClient withToken(Supplier<String> token) {
    return new RcrewaiClient(new Bus(bus.vertx(), token));
  }

  /** Runs a crew and waits thirty seconds at most for its result. */
  public Future<Answer> run(JsonObject request) {
    return run(request, CallOptions.DEFAULT);
  }

  /**
   * Runs a crew and waits for its result: status 200, or the problem of its outcome. Status 202 is
   * the execution as it stands when the time is over, or when it waits for a person. Nodes may go
   * away meanwhile; the crew is run once.
   */
  public Future<Answer> run(JsonObject request, CallOptions options) {
    return new PatientRun(bus, request.toBuffer(), keyed(options)).result();
  }

  /** Starts a crew; status 202 once the execution is stored. */
  public Future<Answer> start(JsonObject request) {
    return start(request, CallOptions.DEFAULT);
  }

  /** Starts a crew, once, also where a node goes away before it has answered. */
  public Future<Answer> start(JsonObject request, CallOptions options) {
    return call("start", Map.of(), request.toBuffer(), Repeat.SAFE, keyed(options));
  }

  /** An execution as it stands. */
  public Future<Answer> get(String executionId) {
    return read(EXECUTIONS + "get", of(executionId));
  }

  /** The caller's executions, newest first; by the query parameters of HTTP's list. */
  public Future<Answer> list(Map<String, String> filter) {
    return read(EXECUTIONS + "list", filter);
  }

  /** Asks an execution to end. */
  public Future<Answer> cancel(String executionId, String reason) {
    var body = new JsonObject().put("reason", reason).toBuffer();
    return call("cancel", of(executionId), body, Repeat.SAFE, CallOptions.DEFAULT);
  }

  /** Answers the question that an execution waits with; never sent twice. */
  public Future<Answer> input(String executionId, JsonObject input) {
    var body = input.toBuffer();
    return call("input", of(executionId), body, Repeat.NEVER, CallOptions.DEFAULT);
  }

  /** Runs an execution that ended without success again, once, with what it had achieved. */
  public Future<Answer> retry(String executionId) {
    var options = keyed(CallOptions.DEFAULT);
    return call("retry", of(executionId), Bus.NOTHING, Repeat.SAFE, options);
  }

  /** What crews remember for the caller; by the query parameters of HTTP's. */
  public Future<Answer> memory(Map<String, String> filter) {
    return read("rcrewai.memory.get", filter);
  }

  /** Has crews forget what they remember for the caller; {@code crew_name} says which crew. */
  public Future<Answer> eraseMemory(Map<String, String> filter) {
    return bus.call(
        new Bus.Call("rcrewai.memory.erase", filter, Bus.NOTHING, Repeat.SAFE),
        CallOptions.DEFAULT);
  }

  /** The crews that the caller may run. */
  public Future<Answer> crews() {
    return read("rcrewai.crews.list", Map.of());
  }

  /** One crew, with its inputs as JSON Schema. */
  public Future<Answer> crew(String name) {
    return read("rcrewai.crews.get", Map.of("crew_name", name));
  }

  /** Everything that has happened to an execution, and what happens from now on. */
  public EventStream events(String executionId) {
    return events(executionId, 0);
  }

  /**
   * The same after the event of that seq, for a reader that goes on where it was.
   *
   * @return a stream that begins to read when it is given a handler
   */
  public EventStream events(String executionId, long after) {
    return new EventStream(bus, executionId, after);
  }

  /**
   * Any call, for what has no method here. Made again where no answer came only if it has an
   * idempotency key.
   *
   * @param parameters what HTTP has in the path and query, by the same names
   * @param body the bytes of the body, empty for none
   */
  public Future<Answer> call(
      String address, Map<String, String> parameters, Buffer body, CallOptions options) {
    var repeat = options.headers().containsKey(IDEMPOTENCY_KEY) ? Repeat.SAFE : Repeat.NEVER;
    return bus.call(new Bus.Call(address, parameters, body, repeat), options);
  }

  private Future<Answer> call(
      String operation,
      Map<String, String> parameters,
      Buffer body,
      Repeat repeat,
      CallOptions options) {
    return bus.call(new Bus.Call(EXECUTIONS + operation, parameters, body, repeat), options);
  }

  private Future<Answer> read(String address, Map<String, String> parameters) {
    return bus.call(Bus.Call.read(address, parameters), CallOptions.DEFAULT);
  }

  private static CallOptions keyed(CallOptions options) {
    return options.headers().containsKey(IDEMPOTENCY_KEY)
        ? options
        : options.idempotencyKey(UUID.randomUUID().toString());
  }

  private static Map<String, String> of(String executionId) {
    return Map.of("execution_id", executionId);
  }
}
