package dev.rcrewai.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that demand JSON of a schema, or a tool call. */
class DemandTest {
  private static final String SCHEMA =
      """
      "response_format":{"type":"json_schema","json_schema":{"name":"answer","strict":true,
        "schema":{"type":"object","properties":{"text":{"type":"string"}},"required":["text"],
          "additionalProperties":false}}}\
      """;
  private static final String TOOLS =
      """
      "tools":[
        {"type":"function","function":{"name":"now"}},
        {"type":"function","function":{"name":"get_weather","parameters":{"type":"object",
          "properties":{"city":{"type":"string","enum":["Faro"]}},"required":["city"]}}}]\
      """;
  private static final JsonMapper MAPPER = new JsonMapper();

  /** The first choice's message to a request with these members. */
  private static JsonNode answer(String script, String members) throws IOException {
    var wire = new OpenAiWire(Clock.systemUTC());
    var responder = new Responder(new RuleBook(Scripts.parse(script).rules(), 0));
    var body =
        Buffer.buffer(
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],"
                + members
                + "}");
    var response = responder.respond(wire, body, name -> null);
    return MAPPER.readTree(response.body().bytes().getBytes()).at("/choices/0/message");
  }

  private static JsonNode called(String script, String members) throws IOException {
    return answer(script, members).at("/tool_calls/0/function");
  }

  @Test
  void schema_scriptedJson_isTheAnswer() throws IOException {
    var script = "rules: [{name: a, when: {schema: answer}, answer: {json: {text: hello}}}]";
    assertThat(answer(script, SCHEMA).path("content").asText()).isEqualTo("{\"text\":\"hello\"}");
  }

  @Test
  void schema_plainText_isPassedOverForASample() throws IOException {
    var script = "rules: [{name: a, answer: {text: hello}}]";
    assertThat(MAPPER.readTree(answer(script, SCHEMA).path("content").asText()))
        .isEqualTo(MAPPER.readTree("{\"text\":\"scripted by the sandbox provider\"}"));
  }

  @Test
  void schema_textThatIsJsonItself_isTheAnswer() throws IOException {
    var script = "rules: [{name: a, answer: {text: '{\"text\":\"x\"}', disclose: false}}]";
    assertThat(answer(script, SCHEMA).path("content").asText()).isEqualTo("{\"text\":\"x\"}");
  }

  @Test
  void schema_ofAnotherName_isAnotherRules() throws IOException {
    var script = "rules: [{name: a, when: {schema: other}, answer: {json: {text: hello}}}]";
    assertThat(answer(script, SCHEMA).path("content").asText()).doesNotContain("hello");
  }

  @Test
  void requiredCall_ofAScript_isMade() throws IOException {
    var script =
        "rules: [{name: a, when: {must_call: true}, answer: {tool_calls: [{name: get_weather}]}}]";
    var members = TOOLS + ",\"tool_choice\":\"required\"";
    assertThat(called(script, members).path("name").asText()).isEqualTo("get_weather");
    assertThat(answer(script, TOOLS).has("tool_calls")).isFalse();
  }

  @Test
  void requiredCall_withoutAScript_isOfTheFirstTool() throws IOException {
    var members = TOOLS + ",\"tool_choice\":\"required\"";
    assertThat(called("rules: []", members).path("name").asText()).isEqualTo("get_weather");
    assertThat(called("rules: []", members).path("arguments").asText())
        .isEqualTo("{\"city\":\"Faro\"}");
  }

  @Test
  void namedCall_isOfThatTool() throws IOException {
    var choice = ",\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"now\"}}";
    assertThat(called("rules: []", TOOLS + choice).path("name").asText()).isEqualTo("now");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'const':7} | 7",
        "{'enum':['a','b']} | 'a'",
        "{'type':'integer','minimum':3} | 3",
        "{'type':'number','exclusiveMinimum':3} | 4",
        "{'type':'number','maximum':-2} | -2",
        "{'type':'boolean'} | true",
        "{'type':['string','null'],'maxLength':8} | 'scripted'",
        "{'type':'null'} | null",
        "{'type':'array','minItems':2,'items':{'type':'integer'}} | [0,0]",
        "{'items':{'format':'date'}} | ['2026-01-01']",
        "{'anyOf':[{'type':'boolean'},{'type':'null'}]} | true",
        "{'type':'string','minLength':33} | 'scripted by the sandbox provider.'",
        "{'$ref':'#/$defs/n','$defs':{'n':{'type':'integer'}}} | 0"
      })
  void sample_fitsItsSchema(String schema, String expected) throws IOException {
    assertThat(Sample.of(MAPPER.readTree(schema.replace('\'', '"'))).toString())
        .isEqualTo(expected.replace('\'', '"'));
  }

  @Test
  void sample_ofASchemaWithoutEnd_ends() throws IOException {
    var schema =
        MAPPER.readTree(
            """
            {"type":"object","properties":{"next":{"$ref":"#"},
              "at":{"anyOf":[{"$ref":"#/properties/at"}]}}}\
            """);
    assertThat(Sample.of(schema).toString()).contains("null");
  }
}
