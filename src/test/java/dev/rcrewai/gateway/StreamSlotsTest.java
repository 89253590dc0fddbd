package dev.rcrewai.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.config.ClusterSettings;
import dev.rcrewai.gateway.StreamSlots.Slot;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamSlotsTest {
  private final StreamSlots slots =
      new StreamSlots(new ClusterSettings(true, "n", null, List.of(), null, 0, 0, null, 3, 2));

  @Test
  void take_allOfACaller_leavesThoseOfOthers() {
    assertThat(slots.take("ann")).isEqualTo(Slot.TAKEN);
    assertThat(slots.take("ann")).isEqualTo(Slot.TAKEN);
    assertThat(slots.take("ann")).isEqualTo(Slot.CALLER_HAS_ALL);
    assertThat(slots.take("bob")).isEqualTo(Slot.TAKEN);
  }

  @Test
  void take_allOfTheNode_leavesNone() {
    List.of("ann", "ann", "bob").forEach(slots::take);
    assertThat(slots.take("kim")).isEqualTo(Slot.NODE_IS_FULL);
  }

  @Test
  void giveBack_makesRoom() {
    List.of("ann", "ann", "bob").forEach(slots::take);
    slots.giveBack("ann");
    assertThat(slots.open()).isEqualTo(2);
    assertThat(slots.take("ann")).isEqualTo(Slot.TAKEN);
  }
}
