package dev.rcrewai.llm;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseParserTest {
  private static List<String> parse(Buffer... pieces) {
    var events = new ArrayList<String>();
    var parser = new SseParser(data -> events.add(new String(data, StandardCharsets.UTF_8)));
    for (var piece : pieces) {
      parser.read(piece);
    }
    return events;
  }

  private static List<String> parse(String text) {
    return parse(Buffer.buffer(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void parser_everyLineEnd_isUnderstood(String end) {
    var text = String.join(end, "data: one", "", ": a comment", "data:two", "", "");
    assertThat(parse(text)).containsExactly("one", "two");
  }

  @Test
  void parser_splitAnywhere_givesTheSameEvents() {
    byte[] bytes = "data: Grüße 🙂\r\n\r\ndata: z\r\n\r\n".getBytes(StandardCharsets.UTF_8);
    for (int cut = 0; cut <= bytes.length; cut++) {
      var whole = Buffer.buffer(bytes);
      assertThat(parse(whole.slice(0, cut), whole.slice(cut, bytes.length)))
          .as("cut at byte %d", cut)
          .containsExactly("Grüße 🙂", "z");
    }
  }

  @Test
  void parser_oneByteAtATime_givesTheSameEvents() {
    byte[] bytes = "data: ä\r\n\r\ndata: b\n\n".getBytes(StandardCharsets.UTF_8);
    var pieces = new Buffer[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      pieces[i] = Buffer.buffer(new byte[] {bytes[i]});
    }
    assertThat(parse(pieces)).containsExactly("ä", "b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void parser_severalDataLines_areJoinedWithLineFeeds(String end) {
    assertThat(parse(String.join(end, "data: a", "data", "data:  b", "", "")))
        .containsExactly("a\n\n b");
  }

  @Test
  void parser_otherFields_areIgnored() {
    assertThat(parse("event: x\nid: 7\nretry: 10\ndatabase: y\ndata: z\n\nevent: alone\n\n"))
        .containsExactly("z");
  }

  @Test
  void parser_byteOrderMarkAtTheStart_isSkipped() {
    assertThat(parse("\uFEFFdata: a\n\n")).containsExactly("a");
  }

  @Test
  void parser_eventCutByTheEnd_isDropped() {
    assertThat(parse("data: a\n\ndata: b\n")).containsExactly("a");
  }
}
