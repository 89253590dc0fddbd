package dev.rcrewai.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.drill.Nemesis.Applied;
import dev.rcrewai.drill.Nemesis.Waking;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The checker finds what it is there to find, before anybody believes its silence. */
class CheckerTest {
  private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
  private static final String WORD = "w-1";

  private final List<JsonObject> events = new ArrayList<>();
  private final List<Call> calls = new ArrayList<>();
  private final List<String> listed = new ArrayList<>(List.of(WORD));
  private final List<Long> followed = new ArrayList<>();
  private final List<Applied> faults = new ArrayList<>();
  private final List<Waking> wakings = new ArrayList<>();

  CheckerTest() {
    add("execution.accepted");
    add("execution.started").put("node", "node-a").put("epoch", 1);
    chat("plan", 1);
    chat("read", 1);
    chat("read", 2);
    chat("tell", 1);
    add("execution.completed").put("output", DrillCrews.output(WORD));
    followed.addAll(LongStream.rangeClosed(1, events.size()).boxed().toList());
  }

  private JsonObject add(String type) {
    int seq = events.size() + 1;
    var event =
        new JsonObject().put("seq", seq).put("type", type).put("at", second(seq).toString());
    events.add(event);
    return event;
  }

  private static Instant second(long number) {
    return START.plusSeconds(number);
  }

  /** A call and, a second later, its result. */
  private void chat(String task, int turn) {
    var step = new Call.Step(WORD, task, turn);
    calls.add(answered(step, 0, second(events.size())));
    add("chat.completed").put("path", step.path());
  }

  private static Call answered(Call.Step step, int node, Instant at) {
    var call = new Call(step, node, at);
    call.answer();
    return call;
  }

  private List<String> broken() {
    return Checker.broken(
        new Evidence(
            Map.of(WORD, "id-1"),
            listed,
            Map.of(WORD, new History(WORD, events)),
            calls,
            Map.of(WORD, followed),
            faults,
            wakings,
            List.of()));
  }

  private void assertBroken(String words) {
    assertThat(broken()).anyMatch(promise -> promise.contains(words));
  }

  @Test
  void everythingKept_isSilent() {
    assertThat(broken()).isEmpty();
  }

  @Test
  void executionTwice_orNotAtAll_isFound() {
    listed.add(WORD);
    assertBroken("listed 2 times");
    listed.clear();
    assertBroken("listed 0 times");
    listed.addAll(List.of(WORD, "w-2"));
    assertBroken("w-2 is listed and nobody was told");
  }

  @Test
  void gapInAJournal_isFound() {
    events.remove(2);
    assertBroken("seq 4 stands at place 3");
  }

  @Test
  void noEnd_orTwo_orOneThatIsNotLast_isFound() {
    var end = events.removeLast();
    assertBroken("0 terminal events");
    events.add(end);
    add("execution.completed").put("output", DrillCrews.output(WORD));
    assertBroken("2 terminal events");
    events.removeLast();
    add("task.completed");
    assertBroken("last: task.completed");
  }

  @Test
  void failure_andAnotherExecutionsAnswer_areFound() {
    events.getLast().put("output", DrillCrews.output("w-2"));
    assertBroken("answered: The tell of w-2");
    events.getLast().put("type", "execution.failed");
    assertBroken("ended with");
  }

  @Test
  void stepRecordedTwice_isFound() {
    events.getLast().put("type", "chat.completed").put("path", "tell/attempt/1/turn/1/chat");
    add("execution.completed").put("output", DrillCrews.output(WORD));
    assertBroken("is recorded 2 times");
  }

  @Test
  void callAfterItsRecord_isFound() {
    calls.add(answered(new Call.Step(WORD, "plan", 1), 0, second(6)));
    assertBroken("called after it was recorded");
  }

  @Test
  void repeatedCall_isExplainedByAFaultOnly() {
    var again = answered(new Call.Step(WORD, "tell", 1), 0, second(6));
    calls.add(again);
    assertBroken("1 calls were repeated, faults explain 0");
    faults.add(new Applied(new Fault.RestartNode(0), second(6), List.of(again)));
    assertThat(broken()).isEmpty();
  }

  @Test
  void callByANodeThatHasLostItsLease_isFound() {
    faults.add(new Applied(new Fault.PauseNode(0, Duration.ZERO), START, calls));
    events.get(4).put("type", "execution.resumed").put("node", "node-b").put("epoch", 2);
    calls.add(answered(new Call.Step(WORD, "read", 2), 1, second(5)));
    calls.add(answered(new Call.Step(WORD, "tell", 1), 0, second(6)));
    assertBroken("in the tenure of node-b");
  }

  @Test
  void callByANodeThatDiedBeforeItsTakeoverWasWritten_isNobodys() {
    faults.add(new Applied(new Fault.KillNode(1, Duration.ZERO), START, calls));
    calls.add(answered(new Call.Step(WORD, "read", 1), 1, second(4)));
    assertBroken("in the tenure of node-a");
    events.get(4).put("type", "execution.resumed").put("node", "node-c").put("epoch", 3);
    assertThat(broken()).noneMatch(promise -> promise.contains("in the tenure of"));
  }

  @Test
  void callsAsANodeWakes_areItsEventLoops_andNoMore() {
    faults.add(new Applied(new Fault.PauseNode(1, Duration.ZERO), START, calls));
    wakings.add(new Waking(1, second(7), second(8)));
    var plan = new Call.Step(WORD, "plan", 1);
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      calls.add(answered(plan, 1, second(8).plusMillis(49)));
    }
    assertThat(broken()).isEmpty();
    calls.add(answered(plan, 1, second(8).plusMillis(49)));
    assertBroken("called after it was recorded");
  }

  @Test
  void callLongAfterItsNodeWoke_orByAnotherNode_isFound() {
    wakings.add(new Waking(1, second(7), second(8)));
    var plan = new Call.Step(WORD, "plan", 1);
    calls.add(answered(plan, 1, second(8).plusMillis(50)));
    assertBroken("called after it was recorded");
    calls.set(calls.size() - 1, answered(plan, 0, second(8)));
    assertBroken("called after it was recorded");
  }

  @Test
  void epochThatDoesNotGrow_isFound() {
    events.get(2).put("type", "execution.resumed").put("node", "node-b").put("epoch", 1);
    assertBroken("epoch 1 follows 1");
  }

  @Test
  void readerWithAGap_orARepeat_isFound() {
    followed.remove(3);
    assertBroken("a reader of w-1 saw");
    followed.add(3, 3L);
    assertBroken("a reader of w-1 saw");
  }

  @Test
  void schedule_ofTheSameSeed_isTheSame_andHasEveryFaultInEveryRound() {
    var ttl = Duration.ofSeconds(2);
    var schedule = Schedule.of(7, 2, ttl);
    assertThat(schedule).isEqualTo(Schedule.of(7, 2, ttl));
    assertThat(schedule).isNotEqualTo(Schedule.of(8, 2, ttl));
    assertThat(schedule.entries().stream().map(entry -> entry.fault().getClass()).distinct())
        .hasSize(5);
    assertThat(schedule.entries())
        .extracting(Schedule.Entry::fault)
        .filteredOn(Fault.PauseNode.class::isInstance)
        .allMatch(fault -> ((Fault.PauseNode) fault).pause().compareTo(ttl) > 0);
  }
}
