package dev.rcrewai.tool.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Server-sent events, as far as they have arrived. */
record EventText(String text) {
  /** The answer to that request, or null where it is not there yet. */
  @Nullable JsonNode answerTo(long id) throws IOException {
    for (var message : messages()) {
      if (Messages.answers(message, id)) {
        return message;
      }
    }
    return null;
  }

  /** The last message, or null where there is none. */
  @Nullable JsonNode last() throws IOException {
    var all = messages();
    return all.isEmpty() ? null : all.getLast();
  }

  private List<JsonNode> messages() throws IOException {
    List<JsonNode> messages = new ArrayList<>();
    String[] events = text.replace("\r\n", "\n").split("\n\n", -1);
    for (int i = 0; i < events.length - 1; i++) { // what follows the last blank line is not whole
      String data =
          events[i]
              .lines()
              .filter(line -> line.startsWith("data:"))
              .map(line -> line.substring("data:".length()).strip())
              .collect(Collectors.joining("\n"));
      if (!data.isEmpty()) {
        messages.add(Messages.parse(data));
      }
    }
    return messages;
  }
}
