package dev.rcrewai.store.postgres;

import static dev.rcrewai.execution.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rcrewai.llm.Waiting;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How writes become groups, and what each is answered. */
class GroupsTest extends PostgresStoreFixture {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Those that were sent, and what lets the first of them go on. */
  private final List<List<Line>> sent = new ArrayList<>();

  private final Promise<Void> first = Promise.promise();

  private record Line(String about, int number) implements Groups.Write {
    @Override
    public String[] order() {
      return new String[] {"%05d".formatted(number)};
    }

    @Override
    public int chars() {
      return 1;
    }
  }

  private static Line line(int number) {
    return new Line("line " + number, number);
  }

  /** Answers each with its number; the first group waits. */
  private Future<List<Integer>> echo(List<Line> group) {
    sent.add(group);
    var answers = group.stream().map(Line::number).toList();
    return sent.size() == 1 ? first.future().map(answers) : Future.succeededFuture(answers);
  }

  private static Groups<Line, Integer> groups(Groups.Statement<Line, Integer> statement) {
    return groups(PATIENCE, statement);
  }

  private static Groups<Line, Integer> groups(
      Duration waitMax, Groups.Statement<Line, Integer> statement) {
    return new Groups<>(vertx(), waitMax, statement);
  }

  private void awaitFirst() {
    Waiting.until("the first is on its way", PATIENCE, () -> !sent.isEmpty());
  }

  @Test
  void whatComesMeanwhile_isTheNextGroup_inTheOrderOfItsLocks() {
    var groups = groups(this::echo);
    var alone = groups.submit(line(0));
    awaitFirst();
    var others = List.of(3, 1, 2).stream().map(i -> groups.submit(line(i))).toList();

    first.complete();

    assertThat(await(alone)).isZero();
    assertThat(others.stream().map(each -> await(each))).containsExactly(3, 1, 2);
    assertThat(sent).containsExactly(List.of(line(0)), List.of(line(1), line(2), line(3)));
  }

  @Test
  void whatIsAboutTheSame_goesOneAfterTheOther() {
    var groups = groups(this::echo);
    groups.submit(new Line("a", 0));
    awaitFirst();
    var later = groups.submit(new Line("a", 9));
    var last = groups.submit(new Line("a", 1));

    first.complete();

    assertThat(await(later)).isEqualTo(9);
    assertThat(await(last)).isEqualTo(1);
    assertThat(sent).extracting(List::size).containsExactly(1, 1, 1);
  }

  @Test
  void groups_areBounded() {
    var groups = groups(this::echo);
    groups.submit(line(0));
    awaitFirst();
    var others = IntStream.rangeClosed(1, 600).mapToObj(i -> groups.submit(line(i))).toList();

    first.complete();

    others.forEach(each -> await(each));
    assertThat(sent).extracting(List::size).containsExactly(1, Groups.GROUP_MAX, 88);
  }

  @Test
  void oneThatCannotBeWritten_failsAlone() {
    var groups =
        groups(
            group -> group.contains(line(3)) ? Future.failedFuture(refusal("22021")) : echo(group));
    first.complete();

    var answers = IntStream.range(0, 8).mapToObj(i -> groups.submit(line(i))).toList();

    assertThatThrownBy(() -> await(answers.get(3))).isInstanceOf(PgException.class);
    IntStream.of(0, 1, 2, 4, 5, 6, 7).forEach(i -> assertThat(await(answers.get(i))).isEqualTo(i));
  }

  @Test
  void aFailureThatSaysNothingOfTheGroup_isEverybodys_andNothingIsSentAgain() {
    var lost = new ArrayList<List<Line>>();
    var groups =
        groups(group -> {
          lost.add(group);
          return Future.failedFuture(refusal("57P01"));
        });

    var answers = IntStream.range(0, 8).mapToObj(i -> groups.submit(line(i))).toList();

    answers.forEach(each -> assertThatThrownBy(() -> await(each)).hasMessageContaining("57P01"));
    assertThat(lost.stream().flatMap(List::stream)).hasSize(8).doesNotHaveDuplicates();
  }

  private static PgException refusal(String state) {
    return new PgException("refused with " + state, "ERROR", state, "");
  }

  @Test
  void whatWaitsTooLong_failsUnsent() {
    var groups = groups(Duration.ofMillis(200), this::echo);
    groups.submit(line(0));
    awaitFirst();

    var late = groups.submit(line(1));

    assertThatThrownBy(() -> await(late)).hasMessageContaining("not written");
    first.complete();
    assertThat(await(groups.submit(line(2)))).isEqualTo(2);
    assertThat(sent.stream().flatMap(List::stream)).doesNotContain(line(1));
  }

  @Test
  void writesBeyondTheBound_areRefusedWithWords() {
    var groups = groups(this::echo);
    groups.submit(line(0));
    awaitFirst();
    IntStream.rangeClosed(1, Groups.WAITING_MAX).forEach(i -> groups.submit(line(i)));

    assertThatThrownBy(() -> await(groups.submit(line(-1))))
        .hasMessageContaining("more writes waiting");

    first.complete();
  }
}
