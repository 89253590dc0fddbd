package dev.rcrewai.llm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private final Turns<String> turns = new Turns<>();

  private List<String> all() {
    var all = new ArrayList<String>();
    for (var next = turns.next(); next != null; next = turns.next()) {
      all.add(next);
    }
    return all;
  }

  @Test
  void next_takesOneOfEachCallerInTurn() {
    turns.add("ann", "a1");
    turns.add("ann", "a2");
    turns.add("ann", "a3");
    turns.add("bob", "b1");
    turns.add("cid", "c1");
    turns.add("bob", "b2");
    assertThat(turns.size()).isEqualTo(6);
    assertThat(all()).containsExactly("a1", "b1", "c1", "a2", "b2", "a3");
    assertThat(turns.size()).isZero();
  }

  @Test
  void addFirst_givesTheTurnBack() {
    turns.add("ann", "a1");
    turns.add("ann", "a2");
    turns.add("bob", "b1");
    turns.addFirst("ann", String.valueOf(turns.next()));
    assertThat(all()).containsExactly("a1", "b1", "a2");
  }

  @Test
  void remove_forgetsOnlyTheOne() {
    turns.add("ann", "a1");
    turns.add("bob", "b1");
    turns.add("bob", "b2");
    turns.remove("ann", "a1");
    turns.remove("bob", "b1");
    turns.remove("nobody", "x");
    assertThat(turns.size()).isEqualTo(1);
    assertThat(all()).containsExactly("b2");
  }
}
