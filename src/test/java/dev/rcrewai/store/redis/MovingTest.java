package dev.rcrewai.store.redis;

import static dev.rcrewai.execution.Await.await;
import static dev.rcrewai.execution.Await.awaitAll;
import static dev.rcrewai.execution.Draft.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.execution.Draft;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many executions that change hands, and what is left of those that are deleted. */
class MovingTest extends RedisStoreFixture {
  private static final int HELD = 12 * Leases.PART;

  private void hold(int count) {
    awaitAll(
        IntStream.range(0, count)
            .mapToObj(i -> store().accept(draft().claimer(NODE).submission()))
            .toList());
  }

  @Test
  void heartbeat_afterAFullNodeDied_putsEverythingBack() {
    hold(HELD);
    await(store().join(OTHER, LIFE));

    await(vertx().timer(SOON.toMillis()));

    await(store().heartbeat(OTHER, SOON));

    assertThat(await(store().queue()).depth()).isEqualTo(HELD);
    assertThat(await(store().leases(NODE))).isEmpty();
  }

  @Test
  void claim_ofMany_takesThemInOrder() {
    hold(HELD);
    nodesDie();

    var leases = await(store().claim(OTHER, HELD - 1));

    assertThat(leases).hasSize(HELD - 1);
    assertThat(leases).extracting(lease -> lease.execution().text()).isSorted();
    assertThat(await(store().claim(OTHER, HELD))).hasSize(1);
  }

  @Test
  void leave_ofAFullNode_putsEverythingBack() {
    hold(HELD);

    await(store().leave(NODE));

    assertThat(await(store().queue()).depth()).isEqualTo(HELD);
  }

  @Test
  void lastSeqs_ofMany_areAllThere() {
    var ids = IntStream.range(0, 1_500).mapToObj(i -> draft()).toList();
    awaitAll(ids.stream().map(draft -> store().accept(draft.submission())).toList());

    var seqs = await(store().lastSeqs(ids.stream().map(draft -> draft.id()).toList()));

    assertThat(seqs).hasSize(1_500);
  }

  @Test
  void purge_leavesNothingBehindButTheCrew() {
    for (int i = 0; i < 250; i++) {
      var owner = running(draft().requestId("r-" + i).key("k-" + i, "body", draft().createdAt()));
      append(owner, owner.complete());
    }

    assertThat(await(store().purge(draft().createdAt().plusSeconds(60), 1_000))).isEqualTo(250);

    assertThat(redis().cli("KEYS", "*").lines())
        .containsExactlyInAnyOrder("rcrewai:crews", "rcrewai:schema");
  }

  @Test
  void idempotencyKey_ofAnEndedExecution_goesByItself() {
    var kept = Draft.START.plusSeconds(3_600);
    var owner = running(draft().key("k", "body", kept));
    var name = redis().cli("KEYS", "rcrewai:key:*");
    assertThat(redis().cli("TTL", name)).isEqualTo("-1");

    append(owner, owner.complete());

    long left = Long.parseLong(redis().cli("TTL", name));
    assertThat(left).isBetween(3_000L, 3_700L);
  }

  @Test
  void journal_ofManyBatches_isReadInOneTrip() {
    var owner = running();
    for (int i = 0; i < 80; i++) {
      owner = append(owner, owner.next(3));
    }

    var id = owner.summary().id();
    assertThat(await(store().read(id, 0, 1_000))).hasSize(241);
    assertThat(await(store().read(id, 100, 50))).hasSize(50);
  }
}
