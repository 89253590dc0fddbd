package dev.rcrewai.gateway;

import dev.rcrewai.operation.Contract;
import dev.rcrewai.operation.Gate;
import dev.rcrewai.operation.Gates;
import dev.rcrewai.operation.Operation;
import dev.rcrewai.operation.Operations;
import dev.rcrewai.step.StepAddresses;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.openapi.contract.OpenAPIContract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The public addresses of the event bus: one instance per event loop, each at all of them. */
public final class GatewayVerticle extends VerticleBase {
  private static final Duration LAST_ANSWERS_MAX = Duration.ofSeconds(5);

  private final GatewayServices services;
  private final BusStream.Times times;
  private final List<MessageConsumer<Object>> consumers = new ArrayList<>();
  private @Nullable BusStreams streams;
  private @Nullable Intake intake;

  public GatewayVerticle(GatewayServices services) {
    this(services, BusStream.Times.USUAL);
  }

  GatewayVerticle(GatewayServices services, BusStream.Times times) {
    this.services = services;
    this.times = times;
  }

  @Override
  public Future<?> start() {
    return Contract.load(vertx)
        .compose(contract -> {
          var behind = services.operations();
          var open = new BusStreams(vertx, services, times);
          streams = open;
          behind.bus().listen(StepAddresses.DELTA, open::delta);
          if (behind.executions().isShared()) {
            behind.executions().onDrain(() -> context.runOnContext(_ -> leave()));
          }
          return Future.all(listen(contract, open));
        });
  }

  /** Takes nothing more, ends the streams, and lets answers under way end. */
  @Override
  public Future<?> stop() {
    return leave()
        .compose(_ -> intake == null ? Future.succeededFuture() : intake.answeredAll())
        .timeout(LAST_ANSWERS_MAX.toMillis(), TimeUnit.MILLISECONDS)
        .otherwiseEmpty();
  }

  /** Messages go to other nodes from now on, and so do readers of streams. */
  private Future<?> leave() {
    var left = consumers.stream().map(MessageConsumer::unregister).toList();
    consumers.clear();
    if (streams != null) {
      streams.closeAll();
    }
    return Future.join(left);
  }

  private List<Future<Void>> listen(OpenAPIContract contract, BusStreams open) {
    var behind = services.operations();
    var limits = behind.settings().http();
    var taking = new Intake(limits, open, services.metrics(), behind.tracing(), behind.clock());
    intake = taking;
    var gates = new Gates(vertx, contract, behind);
    var byId = byId(Operations.all(behind));
    return Addresses.OPERATIONS.entrySet().stream()
        .map(entry -> listen(entry.getKey(), gate(gates, byId, entry.getValue()), taking))
        .toList();
  }

  private Future<Void> listen(String address, Gate gate, Intake taking) {
    var consumer =
        vertx.eventBus().<Object>consumer(address, message -> taking.take(message, gate));
    consumers.add(consumer);
    return consumer.completion();
  }

  private Gate gate(Gates gates, Map<String, Operation> byId, String id) {
    var operation = byId.get(id);
    if (operation == null) {
      throw new IllegalStateException("the operation " + id + " of an address is not implemented");
    }
    return gates.before(new InTime(operation, services.operations().clock()));
  }

  private static Map<String, Operation> byId(List<Operation> operations) {
    return operations.stream().collect(Collectors.toMap(Operation::id, Function.identity()));
  }
}
