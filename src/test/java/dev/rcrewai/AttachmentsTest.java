package dev.rcrewai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.execution.Execution;
import dev.rcrewai.execution.Outcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Pictures of a task, from a caller's file to the provider. */
@ExtendWith(BlockedThreads.class)
class AttachmentsTest {
  private static final String LINK = "https://example.com/harbour.webp?size=small";
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 1, 2, 3};
  private static final String CREW =
      """
      inputs: {picture: {type: string}}
      agents: {eye: {role: Eye, goal: See, llm: %s}}
      tasks:
        look:
          description: Look.
          expected_output: What is there
          agent: eye
          attachments: ['{picture}', '%s']
      """;

  @TempDir Path dir;
  private NodeFixture fixture;

  @BeforeEach
  void start() throws IOException {
    fixture =
        new NodeFixture(
            dir,
            "rules:\n  - {name: look, record: true, answer: {text: a ship, disclose: false}}\n");
    fixture.crew("look", CREW.formatted("gpt-4o", LINK));
    fixture.crew("blind", CREW.formatted("gpt-3.5-turbo", LINK));
    fixture.start();
    var own = Files.createDirectories(dir.resolve("files/callers/" + NodeFixture.CALLER));
    Files.write(own.resolve("ship.png"), PNG);
  }

  @AfterEach
  void stop() {
    fixture.close();
    assertThat(fixture.fatal).isEmpty();
  }

  @Test
  void pictures_ofFilesAndLinks_reachTheProviderBesideTheText() {
    assertThat(run("look", "ship.png").output()).isEqualTo("a ship");

    var message = fixture.provider.lastRecorded().getJsonArray("messages").getJsonObject(1);
    JsonArray parts = message.getJsonArray("content");
    var urls =
        parts.stream()
            .map(JsonObject.class::cast)
            .filter(part -> part.getString("type").equals("image_url"))
            .map(part -> part.getJsonObject("image_url").getString("url"))
            .toList();
    assertThat(urls)
        .containsExactlyInAnyOrder(
            LINK, "data:image/png;base64," + Base64.getEncoder().encodeToString(PNG));
    assertThat(parts.encode()).contains("Pictures attached: 2");
  }

  @Test
  void picture_thatIsNotThere_failsBeforeTheProviderIsAsked() {
    var execution = run("look", "boat.png");

    assertThat(execution.outcome()).isEqualTo(Outcome.PROVIDER_ERROR);
    assertThat(execution.output())
        .isEqualTo("task 'look' failed: bad_request: the attachment 'boat.png' is not there");
    assertThat(fixture.provider.chats()).isZero();
  }

  @Test
  void picture_outsideTheCallersFiles_isRefused() {
    assertThat(run("look", "../bob/ship.png").output()).contains("must not go up with ..");
    assertThat(fixture.provider.chats()).isZero();
  }

  @Test
  void pictures_forAModelThatTakesNone_failBeforeItIsAsked() {
    assertThat(run("blind", "ship.png").output()).contains("takes no images");
    assertThat(fixture.provider.chats()).isZero();
  }

  private Execution run(String crew, String picture) {
    return fixture.run(NodeFixture.request(crew, Map.of("picture", picture)));
  }
}
