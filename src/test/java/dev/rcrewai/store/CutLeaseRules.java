package dev.rcrewai.store;

import static dev.rcrewai.execution.Await.await;
import static dev.rcrewai.execution.Draft.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.execution.AppendResult;
import dev.rcrewai.execution.Draft;
import dev.rcrewai.execution.Lease;
import dev.rcrewai.execution.LeaseStore.Heartbeat;
import dev.rcrewai.execution.NodeId;
import dev.rcrewai.execution.Owner;
import dev.rcrewai.execution.Status;
import dev.rcrewai.llm.Waiting;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.store.FaultProxy.Where;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nodes, the queue and leases with a cut: no lease is lost, and none is held by two. */
interface CutLeaseRules extends StoreBehindProxy {
  Duration SHORT = Duration.ofMillis(150);
  Duration LONG = Duration.ofHours(1);
  Duration PATIENCE = Duration.ofSeconds(20);

  /** A claim with an unknown result is looked up, and what it left in the queue is claimed. */
  private void claimedOnce(List<ExecutionId> ids, Optional<List<Lease>> answer) {
    var held = held(ids);
    answer.ifPresent(leases -> assertThat(held).containsExactlyInAnyOrderElementsOf(leases));
    assertThat(held.size()).as("all that was asked for or nothing").isIn(0, ids.size());
    for (var id : ids) {
      boolean isHeld = held.stream().anyMatch(lease -> lease.execution().equals(id));
      assertThat(found(id).status()).isEqualTo(isHeld ? Status.RUNNING : Status.QUEUED);
      assertThat(await(store().claim(OTHER, id)).isPresent()).isEqualTo(!isHeld);
    }
    for (var lease : held) {
      var owner = new Owner(lease, found(lease.execution()));
      assertThat(await(store().append(owner.next(1)))).isEqualTo(AppendResult.STORED);
    }
  }

  @ParameterizedTest
  @EnumSource
  default void claim_cut_takesAllOrNone_andTheNodeCanSeeWhich(Where where) {
    everyCut(
        where,
        () -> {
          await(store().claim(OTHER, 1_000));
          var ids = IntStream.range(0, 3).mapToObj(_ -> queued()).toList();
          return new Scene<>(
              () -> behind().claim(NODE, 3),
              answer -> {
                claimedOnce(ids, answer);
                assertThat(depth()).isZero();
              });
        });
  }

  @ParameterizedTest
  @EnumSource
  default void claim_cut_ofOne_holdsItOrLeavesIt(Where where) {
    everyCut(
        where,
        () -> {
          var id = queued();
          return new Scene<>(
              () -> behind().claim(NODE, id),
              answer -> claimedOnce(List.of(id), answer.map(lease -> lease.stream().toList())));
        });
  }

  @ParameterizedTest
  @EnumSource
  default void claimOverdue_cut_takesAllOrNone(Where where) {
    everyCut(
        where,
        () -> {
          var old = draft();
          var ids = List.of(accept(old), queued());
          var deadline = old.submission().deadline().plusSeconds(1);
          return new Scene<>(
              () -> behind().claimOverdue(NODE, deadline, 10), answer -> claimedOnce(ids, answer));
        });
  }

  @ParameterizedTest
  @EnumSource
  default void claimSuspect_cut_takesItOrNot(Where where) {
    everyCut(
        where,
        () -> {
          var id = suspect();
          assertThat(await(store().enterLane(NODE))).isTrue();
          return new Scene<>(
              () -> behind().claimSuspect(NODE),
              answer -> {
                var held = held(List.of(id));
                answer.ifPresent(lease -> assertThat(held).containsExactly(lease.orElseThrow()));
                var again = await(store().claimSuspect(NODE));
                assertThat(again.isPresent()).as("not both").isEqualTo(held.isEmpty());
                var lease = held(List.of(id)).getFirst();
                assertThat(lease.isSuspect()).isTrue();
                var owner = new Owner(lease, found(id));
                append(owner, owner.complete());
                await(store().leaveLane(NODE));
              });
        });
  }

  /** An execution whose owners died twice. */
  private ExecutionId suspect() {
    var id = queued();
    for (int deaths = 1; deaths <= Lease.DEATHS_OF_SUSPECT; deaths++) {
      var doomed = newNode();
      await(store().join(doomed, SHORT));
      assertThat(await(store().claim(doomed, id))).isPresent();
      awaitGivenUp(doomed, id);
    }
    assertThat(await(store().queue()).suspects()).isEqualTo(1);
    return id;
  }

  private void awaitGivenUp(NodeId node, ExecutionId id) {
    Waiting.until(
        node + " given up",
        PATIENCE,
        () -> {
          var witness = newNode();
          await(store().join(witness, LONG));
          await(vertx().timer(2));
          await(store().heartbeat(witness, Duration.ofMillis(1)));
          await(store().leave(witness));
          return found(id).status() == Status.QUEUED;
        });
  }

  private static NodeId newNode() {
    return new NodeId("node-" + UUID.randomUUID());
  }

  @ParameterizedTest
  @EnumSource
  default void enterLane_cut_andAgain_isInIt_andNobodyElseIs(Where where) {
    everyCut(
        where,
        () ->
            new Scene<>(
                () -> behind().enterLane(NODE),
                answer -> {
                  answer.ifPresent(is -> assertThat(is).isTrue());
                  assertThat(await(store().enterLane(NODE))).isTrue();
                  assertThat(await(store().enterLane(OTHER))).isFalse();
                  await(store().leaveLane(NODE));
                }));
  }

  @ParameterizedTest
  @EnumSource
  default void leaveLane_cut_andAgain_leavesItToTheNext(Where where) {
    everyCut(
        where,
        () -> {
          assertThat(await(store().enterLane(NODE))).isTrue();
          return new Scene<>(
              () -> behind().leaveLane(NODE).map("left"),
              _ -> {
                await(store().leaveLane(NODE));
                assertThat(await(store().enterLane(OTHER))).isTrue();
                await(store().leaveLane(NODE)); // late, and not its lane any more
                assertThat(await(store().enterLane(NODE))).isFalse();
                await(store().leaveLane(OTHER));
              });
        });
  }

  @ParameterizedTest
  @EnumSource
  default void join_cut_andAgain_lives(Where where) {
    everyCut(
        where,
        () -> {
          var node = newNode();
          return new Scene<>(
              () -> behind().join(node, LONG).map("joined"),
              _ -> {
                await(store().join(node, LONG));
                assertThat(await(store().heartbeat(node, LONG))).isEqualTo(Heartbeat.RENEWED);
              });
        });
  }

  @ParameterizedTest
  @EnumSource
  default void heartbeat_cut_andAgain_keepsWhatTheNodeHolds(Where where) {
    everyCut(
        where,
        () -> {
          var owner = running(draft().caller(newCaller()));
          return new Scene<>(
              () -> behind().heartbeat(NODE, LONG),
              answer -> {
                answer.ifPresent(said -> assertThat(said).isEqualTo(Heartbeat.RENEWED));
                assertThat(await(store().heartbeat(NODE, LONG))).isEqualTo(Heartbeat.RENEWED);
                append(owner, owner.next(1));
              });
        });
  }

  @ParameterizedTest
  @EnumSource
  default void heartbeat_cut_thatGivesUpAnother_queuesWhatItHeldOnce(Where where) {
    everyCut(
        where,
        () -> {
          var doomed = newNode();
          var other = newNode();
          await(store().join(doomed, SHORT));
          await(store().join(other, LONG));
          Draft draft = draft().caller(newCaller()).claimer(doomed);
          accept(draft);
          int depth = depth();
          await(vertx().timer(SHORT.toMillis() + 50));
          return new Scene<>(
              () -> behind().heartbeat(other, SHORT),
              _ -> {
                awaitGivenUp(doomed, draft.id());
                assertThat(depth()).isEqualTo(depth + 1);
                assertThat(await(store().heartbeat(doomed, LONG))).isEqualTo(Heartbeat.GIVEN_UP);
                var lease = await(store().claim(NODE, draft.id())).orElseThrow();
                assertThat(lease).isEqualTo(new Lease(draft.id(), NODE, 2, 1));
                assertOpen(draft.caller(), 1);
              });
        });
  }

  @ParameterizedTest
  @EnumSource
  default void leave_cut_andAgain_queuesWhatItHeldOnce(Where where) {
    everyCut(
        where,
        () -> {
          var leaver = newNode();
          await(store().join(leaver, LONG));
          var draft = draft().caller(newCaller()).claimer(leaver);
          accept(draft);
          int depth = depth();
          return new Scene<>(
              () -> behind().leave(leaver).map("left"),
              _ -> {
                await(store().leave(leaver));
                assertThat(depth()).isEqualTo(depth + 1);
                var lease = await(store().claim(NODE, draft.id())).orElseThrow();
                assertThat(lease).isEqualTo(new Lease(draft.id(), NODE, 2, 0));
                assertOpen(draft.caller(), 1);
              });
        });
  }
}
