package dev.rcrewai.store.redis;

import static dev.rcrewai.execution.Await.await;
import static dev.rcrewai.execution.Draft.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rcrewai.execution.Acceptance;
import dev.rcrewai.execution.AppendResult;
import dev.rcrewai.execution.Draft;
import dev.rcrewai.execution.ExecutionFilter;
import dev.rcrewai.execution.Owner;
import dev.rcrewai.execution.Status;
import dev.rcrewai.llm.Waiting;
import dev.rcrewai.step.ExecutionId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls that travel together, from a node of one event loop: each with an answer of its own. */
class GroupTest extends RedisStoreFixture {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private Vertx loop;
  private RedisExecutionStore node;

  @BeforeEach
  void openNode() {
    loop = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    closing(() -> await(loop.close()));
    node = new RedisExecutionStore(loop, redis().settings(), clock());
    await(node.open());
    closing(() -> await(node.close()));
  }

  /** Makes all calls in one turn of the event loop. */
  private <T, R> List<Future<R>> inOneTurn(List<T> all, Function<T, Future<R>> call) {
    var made = Promise.<List<Future<R>>>promise();
    loop.runOnContext(turn -> made.complete(all.stream().map(call).toList()));
    var futures = await(made.future());
    await(Future.join(futures).otherwiseEmpty());
    return futures;
  }

  private List<Future<Acceptance>> accept(List<Draft> drafts) {
    return inOneTurn(drafts, draft -> node.accept(draft.submission()));
  }

  private static List<Draft> drafts(int count) {
    return Stream.generate(() -> draft().claimer(NODE)).limit(count).toList();
  }

  private static long runs() {
    var stats = redis().cli("INFO", "commandstats");
    return stats
        .lines()
        .filter(line -> line.startsWith("cmdstat_evalsha:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll(".*:calls=(\\d+),.*", "$1")))
        .sum();
  }

  private Set<ExecutionId> listed(Status status) {
    var filter = new ExecutionFilter("ann", null, status, null, null, null, 200, null);
    var ids = ConcurrentHashMap.<ExecutionId>newKeySet();
    await(store().list(filter)).executions().forEach(one -> ids.add(one.id()));
    return ids;
  }

  private static ExecutionId[] ids(List<Draft> drafts) {
    return drafts.stream().map(Draft::id).toArray(ExecutionId[]::new);
  }

  @Test
  void calls_ofOneTurn_travelInGroups() {
    accept(drafts(1)); // Redis knows the script then
    long before = runs();
    var drafts = drafts(Script.ACCEPT.callsMax() + 8);

    var answers = accept(drafts);

    assertThat(runs() - before).isEqualTo(2);
    assertThat(answers).allMatch(answer -> answer.result() instanceof Acceptance.Stored);
    assertThat(listed(Status.RUNNING)).contains(ids(drafts)).hasSize(drafts.size() + 1);
  }

  @Test
  void calls_whoseAnswersMayBeLong_travelAlone() {
    accept(drafts(1));
    await(node.queue());
    long before = runs();

    inOneTurn(List.of(1, 2, 3), any -> node.queue());

    assertThat(runs() - before).isEqualTo(3);
  }

  @Test
  void group_withOneFenced_appendsTheOthers() {
    var drafts = drafts(3);
    accept(drafts);
    var owners = drafts.stream().map(Owner::of).toList();
    var batches =
        List.of(owners.get(0).complete(), owners.get(1).from(99), owners.get(2).complete());

    var answers = inOneTurn(batches, node::append);

    assertThat(answers)
        .extracting(Future::result)
        .containsExactly(AppendResult.STORED, AppendResult.FENCED, AppendResult.STORED);
    assertThat(listed(Status.COMPLETED)).containsOnly(drafts.get(0).id(), drafts.get(2).id());
    assertThat(listed(Status.RUNNING)).containsOnly(drafts.get(1).id());
  }

  @Test
  void group_withOneThatFails_acceptsTheOthers() {
    var drafts = drafts(3);
    redis().cli("SET", "rcrewai:journal:" + drafts.get(1).id().text(), "not a journal");

    var answers = accept(drafts);

    assertThat(answers).extracting(Future::succeeded).containsExactly(true, false, true);
    assertThat(answers.get(1).cause()).hasMessageContaining("WRONGTYPE");
    assertThat(listed(Status.RUNNING)).containsOnly(drafts.get(0).id(), drafts.get(2).id());
    assertThat(redis().cli("HGET", "rcrewai:open", "ann")).isEqualTo("2");
  }

  @Test
  void group_beyondTheCallersLimit_acceptsAsManyAsFit() {
    var drafts = Stream.generate(() -> draft().claimer(NODE).limits(10, 2)).limit(3).toList();

    var answers = accept(drafts);

    assertThat(answers)
        .extracting(Future::result)
        .containsExactly(
            new Acceptance.Stored(), new Acceptance.Stored(), new Acceptance.CallerFull(2));
  }

  @Test
  void group_ofAScriptThatRedisForgot_isDoneOnce() {
    redis().cli("SCRIPT", "FLUSH");

    var answers = accept(drafts(10));

    assertThat(answers).allMatch(answer -> answer.result() instanceof Acceptance.Stored);
    assertThat(redis().cli("HGET", "rcrewai:open", "ann")).isEqualTo("10");
  }

  @Test
  void group_itsNews_areHeardForEachExecution() {
    var heard = ConcurrentHashMap.<ExecutionId>newKeySet();
    store().onAppended(news -> heard.add(news.execution()));
    var drafts = drafts(10);

    accept(drafts);

    Waiting.until("all are heard of", PATIENCE, () -> heard.containsAll(List.of(ids(drafts))));
  }

  @Test
  void group_thatEndsWhatANodeHeld_leavesNoHolder() {
    var drafts = drafts(5);
    accept(drafts);
    assertThat(redis().cli("SMEMBERS", "rcrewai:holders")).isEqualTo(NODE.text());

    inOneTurn(drafts, draft -> node.append(Owner.of(draft).complete()));

    assertThat(redis().cli("SMEMBERS", "rcrewai:holders")).isEmpty();
    assertThat(await(node.leases(NODE))).isEmpty();
  }

  @Test
  void claimOverdue_ofOneThatWaits_isListedAsRunningAlone() {
    var owner = running();
    append(owner, owner.park(Draft.START));
    var id = owner.summary().id();

    await(node.claimOverdue(OTHER, Draft.START.plusSeconds(1), 10));

    assertThat(listed(Status.RUNNING)).containsOnly(id);
    assertThat(listed(Status.QUEUED)).isEmpty();
    assertThat(listed(Status.WAITING)).isEmpty();
  }

  @Test
  void group_ofLongCalls_isBounded() {
    var group = new Group(Script.APPEND);
    var call = new Call(Script.APPEND).text("x".repeat(Group.LENGTH_MAX / 2 + 1));

    assertThat(group.takes(call)).isTrue();
    group.add(call, Promise.promise());
    assertThat(group.takes(call)).isFalse();
    assertThat(group.takes(new Call(Script.APPEND).text("short"))).isTrue();
  }

  @Test
  void group_withoutAnAnswerForEach_failsAll() {
    var group = new Group(Script.APPEND);
    var answer = Promise.<Response>promise();
    group.add(new Call(Script.APPEND), answer);

    group.complete(Future.succeededFuture());

    assertThat(answer.future().cause()).hasMessageContaining("did not answer each call");
  }

  @Test
  void group_whenItsConnectionIsLost_failsEachWithUnknownResult() throws Exception {
    var dying = start("dying");
    var other = new RedisExecutionStore(loop, settings(dying.url(), PATIENCE, 0), clock());
    await(other.open());
    closing(() -> await(other.close()));
    dying.pause();
    var made = Promise.<List<Future<Acceptance>>>promise();
    loop.runOnContext(turn ->
        made.complete(drafts(3).stream().map(draft -> other.accept(draft.submission())).toList()));
    var answers = await(made.future());

    dying.kill();

    for (var answer : answers) {
      assertThatThrownBy(() -> await(answer)).hasMessageContaining("may be done");
    }
  }
}
