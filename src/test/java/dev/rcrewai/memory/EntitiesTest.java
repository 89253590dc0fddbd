package dev.rcrewai.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EntitiesTest {
  @Test
  void names_areCapitalisedRuns_withTheSentenceThatHasThem() {
    var found = Entities.in("The order of Vera Holm is late. It goes to São Paulo by DHL!\nThanks");

    assertThat(found)
        .containsEntry("Vera Holm", "The order of Vera Holm is late.")
        .containsEntry("São Paulo", "It goes to São Paulo by DHL!")
        .containsEntry("DHL", "It goes to São Paulo by DHL!")
        .hasSize(3);
  }

  @Test
  void firstWordOfASentence_countsOnlyWhereItIsCapitalisedElsewhereToo() {
    assertThat(Entities.in("Deliveries are late. Oslo waits. We told Oslo."))
        .containsOnlyKeys("Oslo");
  }

  @Test
  void wordsInFront_areNoPartOfAName() {
    assertThat(Entities.in("so we asked The Acme Corp about it")).containsOnlyKeys("Acme Corp");
  }

  @Test
  void names_areBounded() {
    var text =
        IntStream.range(0, 50)
            .mapToObj(i -> "we met Guest" + i + ".")
            .collect(Collectors.joining());

    assertThat(Entities.in(text)).hasSize(Entities.FOUND_MAX);
  }
}
