package dev.rcrewai.tool.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Arguments that go along as headers. */
final class ArgumentHeadersTest {
  @Test
  void take_marks_leaveTheSchema_andAreFoundAgainInArguments() throws Exception {
    var schema =
        json(
            """
            {"type": "object", "properties": {
              "region": {"type": "string", "x-mcp-header": "Region"},
              "a/b": {"type": "object", "properties": {
                "deep": {"type": "integer", "x-mcp-header": "Deep"}}},
              "flag": {"type": "boolean", "x-mcp-header": "Flag"}}}
            """);

    var headers = ArgumentHeaders.take(schema);

    assertThat(headers)
        .isEqualTo(Map.of("/region", "Region", "/a~1b/deep", "Deep", "/flag", "Flag"));
    assertThat(schema.toString()).doesNotContain("x-mcp-header");
    var arguments = json("{\"region\": null, \"a/b\": {\"deep\": -7}, \"flag\": true}");
    assertThat(ArgumentHeaders.values(headers, arguments))
        .isEqualTo(Map.of("Deep", "-7", "Flag", "true"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'properties': {'a': {'type': 'string', 'x-mcp-header': ''}}}",
        "{'properties': {'a': {'type': 'string', 'x-mcp-header': 'A: b'}}}",
        "{'properties': {'a': {'type': 'number', 'x-mcp-header': 'A'}}}",
        "{'properties': {'a': {'type': 'object', 'x-mcp-header': 'A'}}}",
        "{'properties': {'a': {'type': 'string', 'x-mcp-header': 'A'},"
            + " 'b': {'type': 'string', 'x-mcp-header': 'a'}}}",
        "{'properties': {'a': {'type': 'array', 'items': {'x-mcp-header': 'A'}}}}",
        "{'allOf': [{'properties': {'a': {'type': 'string', 'x-mcp-header': 'A'}}}]}",
        "{'x-mcp-header': 'A'}"
      })
  void take_markThatMayNotBe_makesTheToolUnusable(String schema) {
    assertThatThrownBy(() -> ArgumentHeaders.take(json(schema.replace('\'', '"'))))
        .isInstanceOf(McpException.class);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "us-west1, us-west1",
        "\"a b\", \"a b\"",
        "Grüß, =?base64?R3LDvMOf?=",
        "\" padded \", =?base64?IHBhZGRlZCA=?=",
        "=?base64?literal?=, =?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?=",
        "\"\", =?base64??="
      })
  void encoded_valuesThatNoHeaderCanHold_areBase64(String value, String header) {
    assertThat(HttpPost.encoded(value)).isEqualTo(header);
    assertThat(HttpPost.encoded("line1\nline2")).isEqualTo("=?base64?bGluZTEKbGluZTI=?=");
  }

  private static ObjectNode json(String text) throws Exception {
    return (ObjectNode) Messages.MAPPER.readTree(text);
  }
}
