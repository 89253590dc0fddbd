package dev.rcrewai.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";
  private static final ExecutionId ID = new ExecutionId("01890000-0000-7000-8000-000000000001");

  private static TraceContext of(String parent) {
    return TraceContext.of(List.of(parent), List.of());
  }

  @Test
  void traceparent_isRead() {
    var context = of(PARENT);
    assertThat(context.traceId()).isEqualTo(TRACE);
    assertThat(context.spanId()).isEqualTo("00f067aa0ba902b7");
    assertThat(context.headers()).isEqualTo(Map.of("traceparent", PARENT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "garbage",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\nx: y",
      })
  void whatIsNoTraceparent_isNoTrace(String parent) {
    assertThat(of(parent)).isEqualTo(TraceContext.NONE);
    assertThat(of(parent).headers()).isEmpty();
    assertThat(of(parent).of(ID)).isEqualTo(TraceContext.NONE);
  }

  @Test
  void laterVersion_isReadAsThisOne() {
    assertThat(of("cc" + PARENT.substring(2) + "-what-comes").parent()).isEqualTo(PARENT);
  }

  @Test
  void twoTraceparents_areNone() {
    assertThat(TraceContext.of(List.of(PARENT, PARENT), List.of())).isEqualTo(TraceContext.NONE);
  }

  @Test
  void tracestates_areJoined_andLeftOutWhereTheyAreNone() {
    assertThat(TraceContext.of(List.of(PARENT), List.of("a=1", "b=2")).state())
        .isEqualTo("a=1,b=2");
    assertThat(TraceContext.of(List.of(PARENT), List.of("a=\u0000")).state()).isEmpty();
    assertThat(TraceContext.of(List.of(PARENT), List.of("a".repeat(513))).state()).isEmpty();
  }

  /** Part of the format: nodes of two versions must find the same spans. */
  @Test
  void spansOfAnExecutionAndItsTasks_areTheSameEverywhere() {
    var path = StepPath.task("write").attempt(1).turn(2).chat();
    assertThat(of(PARENT).of(ID).parent()).isEqualTo("00-" + TRACE + "-e9df53165f33c13f-01");
    assertThat(of(PARENT).of(ID, path).parent()).isEqualTo("00-" + TRACE + "-86839bca52fb2832-01");
    assertThat(of(PARENT).of(ID, StepPath.task("write").closed()))
        .isEqualTo(of(PARENT).of(ID, path));
    assertThat(of(PARENT).of(ID, StepPath.planning().chat())).isEqualTo(of(PARENT).of(ID));
  }

  @Test
  void recorded_takesThePlaceOfWhatACallerWrote() {
    var metadata = Map.of("team", "blue", "traceparent", "mine", "tracestate", "mine");
    assertThat(of(PARENT).recordedIn(metadata))
        .isEqualTo(Map.of("team", "blue", "traceparent", PARENT));
    assertThat(TraceContext.NONE.recordedIn(metadata)).isEqualTo(metadata);
    assertThat(TraceContext.of(of(PARENT).recordedIn(metadata))).isEqualTo(of(PARENT));
  }

  @Test
  void crewOfAFlow_liesUnderTheRunThatCallsIt() {
    var run = StepPath.task("draft.2");
    var task = StepPath.task("write").within("draft.2");

    assertThat(of(PARENT).above(ID, task)).isEqualTo(of(PARENT).of(ID, run));
    assertThat(of(PARENT).above(ID, run)).isEqualTo(of(PARENT).of(ID));
    assertThat(of(PARENT).of(ID, StepPath.planning().chat().within("draft.2")))
        .isEqualTo(of(PARENT).of(ID, run));
  }
}
