package dev.rcrewai.llm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rcrewai.llm.anthropic.AnthropicFormat;
import dev.rcrewai.llm.google.GoogleFormat;
import dev.rcrewai.llm.openai.OpenAiFormat;
import dev.rcrewai.step.ChatCall.Delivery;
import dev.rcrewai.step.ChatRequest;
import dev.rcrewai.step.Message;
import dev.rcrewai.step.ModelChoice;
import dev.rcrewai.step.OutputSchema;
import dev.rcrewai.step.ToolUse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of schemas that say more, or less, than a provider can be told. */
class SchemaTest {
  private static final String NESTED =
      """
      {"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object",
       "properties":{
         "price":{"type":"number","minimum":0,"description":"In euros"},
         "tags":{"type":"array","minItems":2,"items":{"type":"string","pattern":"^x"}},
         "maker":{"type":"object","properties":{"url":{"type":"string","format":"iri"}},
           "required":["url"]},
         "kind":{"oneOf":[{"const":"a"},{"const":"b"}]}},
       "required":["price","tags","maker","kind"]}\
      """;

  private static ObjectNode written(WireFormat format, String schema) throws IOException {
    @SuppressWarnings("unchecked")
    var tree = (Map<String, Object>) new JsonMapper().readValue(schema, Map.class);
    var request =
        new ChatRequest(
            new ModelChoice("p", "m", null, 8),
            List.of(),
            List.of(new Message.User("hello")),
            List.of(),
            ToolUse.AUTO,
            new OutputSchema("it", tree));
    return WireFixtures.object(format.post(request, Delivery.WHOLE).body().toString());
  }

  private static JsonNode openai(String schema) throws IOException {
    return written(new OpenAiFormat("max_tokens"), schema)
        .path("response_format")
        .path("json_schema");
  }

  @Test
  void openai_everyPropertyRequired_isStrictAndClosed() throws IOException {
    var asked =
        openai(
            """
            {"type":"object","required":["a"],"properties":{"a":{"type":"object",
              "properties":{"b":{"type":["string","null"]}},"required":["b"]}}}\
            """);
    assertThat(asked.path("strict").asBoolean()).isTrue();
    assertThat(asked.path("schema"))
        .isEqualTo(
            WireFixtures.object(
                """
                {"type":"object","required":["a"],"additionalProperties":false,
                 "properties":{"a":{"type":"object","additionalProperties":false,
                   "properties":{"b":{"type":["string","null"]}},"required":["b"]}}}\
                """));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'object','properties':{'a':{'type':'string'}}}",
        "{'type':'object'}",
        "{'type':'object','properties':{'a':{}},'required':['a'],'additionalProperties':true}",
        "{'type':'object','properties':{'a':{'minLength':2}},'required':['a']}",
        "{'type':'object','properties':{'a':{'format':'iri'}},'required':['a']}",
        "{'type':'object','properties':{'a':{'items':{'not':{}}}},'required':['a']}"
      })
  void openai_schemaThatStrictnessWouldChange_isSentAsItIs(String words) throws IOException {
    var schema = words.replace('\'', '"');
    var asked = openai(schema);
    assertThat(asked.path("strict").asBoolean(true)).isFalse();
    assertThat(asked.path("schema")).isEqualTo(WireFixtures.object(schema));
  }

  @Test
  void anthropic_wordsThatItHasNot_areSaidInTheDescription() throws IOException {
    var body = written(new AnthropicFormat("2023-06-01"), NESTED);
    assertThat(body.path("output_config").path("format").path("schema"))
        .isEqualTo(
            WireFixtures.object(
                """
                {"type":"object","additionalProperties":false,"properties":{
                   "price":{"type":"number","description":"In euros (minimum: 0)"},
                   "tags":{"type":"array","description":"(minItems: 2)",
                     "items":{"type":"string","description":"(pattern: \\"^x\\")"}},
                   "maker":{"type":"object","additionalProperties":false,
                     "properties":{"url":{"type":"string","description":"(format: \\"iri\\")"}},
                     "required":["url"]},
                   "kind":{"anyOf":[{"const":"a"},{"const":"b"}]}},
                 "required":["price","tags","maker","kind"]}\
                """));
  }

  @Test
  void google_wordsThatItHasNot_areSaidInTheDescription() throws IOException {
    var body = written(new GoogleFormat("v1beta"), NESTED);
    assertThat(body.path("generationConfig").path("responseJsonSchema").path("properties"))
        .isEqualTo(
            WireFixtures.object(
                """
                {"price":{"type":"number","minimum":0,"description":"In euros"},
                 "tags":{"type":"array","minItems":2,
                   "items":{"type":"string","description":"(pattern: \\"^x\\")"}},
                 "maker":{"type":"object","properties":{"url":{"type":"string","format":"iri"}},
                   "required":["url"]},
                 "kind":{"oneOf":[{"enum":["a"]},{"enum":["b"]}]}}\
                """));
  }
}
