package dev.rcrewai.store.redis;

import dev.rcrewai.execution.Lease;
import dev.rcrewai.execution.LeaseStore.Heartbeat;
import dev.rcrewai.execution.NodeId;
import dev.rcrewai.execution.QueueState;
import dev.rcrewai.step.ExecutionId;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * Who lives, who waits, who holds what.
 *
 * @param lifeline on a connection of its own, so that a heartbeat waits behind no other call
 */
record Leases(Scripts scripts, Scripts lifeline) {
  /** So many executions change hands in one script: Redis does nothing else meanwhile. */
  static final int PART = 100;

  Future<Void> join(NodeId node, Duration ttl) {
    return lifeline.run(new Call(Script.JOIN).node(node).number(ttl.toMillis())).mapEmpty();
  }

  Future<Heartbeat> heartbeat(NodeId node, Duration ttl) {
    return lifeline
        .run(new Call(Script.HEARTBEAT).node(node).number(ttl.toMillis()).number(PART))
        .compose(answer ->
            switch (answer.toString()) {
              case "more" -> heartbeat(node, ttl);
              case "given-up" -> Future.succeededFuture(Heartbeat.GIVEN_UP);
              default -> Future.succeededFuture(Heartbeat.RENEWED);
            });
  }

  Future<Integer> nodes() {
    return scripts.run(new Call(Script.NODES)).map(answer -> answer.toInteger());
  }

  Future<Void> leave(NodeId node) {
    return scripts
        .run(new Call(Script.LEAVE).node(node).number(PART))
        .compose(moved -> moved.toInteger() < PART ? Future.succeededFuture() : leave(node));
  }

  Future<List<Lease>> claim(NodeId node, int max) {
    return claimParts(node, max, some -> new Call(Script.CLAIM).node(node).number(some), List.of());
  }

  private Future<List<Lease>> claimParts(
      NodeId node, int max, IntFunction<Call> call, List<Lease> before) {
    int some = Math.min(PART, max - before.size());
    if (some < 1) {
      return Future.succeededFuture(before);
    }
    return leases(node, call.apply(some))
        .compose(more -> {
          var all = Stream.concat(before.stream(), more.stream()).toList();
          return more.size() < some
              ? Future.succeededFuture(all)
              : claimParts(node, max, call, all);
        });
  }

  Future<Optional<Lease>> claim(NodeId node, ExecutionId id) {
    return leases(node, new Call(Script.CLAIM_ONE).node(node).id(id)).map(Leases::first);
  }

  Future<List<Lease>> claimOverdue(NodeId node, Instant now, int max) {
    IntFunction<Call> call =
        some -> new Call(Script.CLAIM_OVERDUE).node(node).time(now).number(some);
    return claimParts(node, max, call, List.of());
  }

  Future<Optional<Lease>> claimSuspect(NodeId node) {
    return leases(node, new Call(Script.CLAIM_SUSPECT).node(node)).map(Leases::first);
  }

  Future<Boolean> enterLane(NodeId node) {
    return scripts
        .run(new Call(Script.ENTER_LANE).node(node))
        .map(answer -> answer.toInteger() == 1);
  }

  Future<Void> leaveLane(NodeId node) {
    return scripts.run(new Call(Script.LEAVE_LANE).node(node)).mapEmpty();
  }

  Future<List<Lease>> held(NodeId node) {
    return leases(node, new Call(Script.LEASES).node(node));
  }

  Future<QueueState> queue() {
    return scripts
        .run(new Call(Script.QUEUE))
        .map(answer -> {
          var oldest = answer.get(2).toString();
          return new QueueState(
              answer.get(0).toInteger(),
              oldest.isEmpty() ? null : Call.instant(oldest),
              answer.get(1).toInteger());
        });
  }

  Future<Integer> ahead(String caller) {
    return scripts.run(new Call(Script.AHEAD).text(caller)).map(Response::toInteger);
  }

  private Future<List<Lease>> leases(NodeId node, Call call) {
    return scripts
        .run(call)
        .map(answer -> Scripts.parts(answer).map(row -> lease(node, row)).toList());
  }

  private static Lease lease(NodeId node, Response row) {
    var id = new ExecutionId(row.get(0).toString());
    return new Lease(id, node, row.get(1).toLong(), row.get(2).toInteger());
  }

  private static Optional<Lease> first(List<Lease> leases) {
    return leases.stream().findFirst();
  }
}
