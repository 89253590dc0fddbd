package dev.rcrewai.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.crew.CrewLoader;
import dev.rcrewai.crew.LoadResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What callers see of a crew. */
class CrewViewTest {
  @TempDir Path directory;

  @Test
  void of_crewThatKnowsDocuments_doesNotSayWhatStandsInThem() throws IOException {
    var file =
        Files.writeString(
            directory.resolve("shop.yaml"),
            """
            knowledge: [{text: 'Purchase price: 7'}]
            agents:
              clerk: {role: Clerk, goal: Help, knowledge: [{text: 'Discount: at most 3'}]}
            tasks:
              help: {description: Help, expected_output: Words, agent: clerk}
            """);
    var crew = ((LoadResult.Loaded) new CrewLoader(Set.of()).load(file)).crew();

    var seen = CrewView.of(crew);

    assertThat(seen.at("/agents/0/role").asText()).isEqualTo("Clerk");
    assertThat(seen.toString()).doesNotContain("Purchase price", "Discount");
  }

  @Test
  void of_crewWithServersOfItsOwn_doesNotSayWhereAndHowTheyAreReached() throws IOException {
    var file =
        Files.writeString(
            directory.resolve("desk.yaml"),
            """
            mcp:
              own:
                url: https://mcp.example/mcp?api_key=k-123
                headers: {Authorization: Bearer t-123}
                tools: [find]
            agents:
              clerk:
                role: Clerk
                goal: Help
                tools: [own__find]
                mcps: ['https://other.example/mcp?api_key=k-456#look']
            tasks:
              help: {description: Help, expected_output: Words, agent: clerk}
            """);
    var crew = ((LoadResult.Loaded) new CrewLoader(Set.of()).load(file)).crew();

    var seen = CrewView.of(crew);

    assertThat(seen.at("/agents/0/tools/0").asText()).isEqualTo("own__find");
    assertThat(seen.toString()).doesNotContain("-123", "-456", "mcp.example");
  }
}
