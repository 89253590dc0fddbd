package dev.rcrewai.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the constructors of step values enforce. */
class StepValuesTest {
  private static final ModelChoice MODEL = new ModelChoice("openai", "gpt", null, 100);
  private static final ToolSpec SEARCH = new ToolSpec("web_search", "Searches.", Map.of(), false);

  @ParameterizedTest
  @ValueSource(strings = {"file_reader", "web-search", "sql2", "a"})
  void toolSpec_nameInTheProvidersAlphabet_isAccepted(String name) {
    assertThat(new ToolSpec(name, "", Map.of(), false).name()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "File", "read file", "läs", "a/b"})
  void toolSpec_otherName_isRefusedWithTheRule(String name) {
    assertThatThrownBy(() -> new ToolSpec(name, "", Map.of(), false))
        .hasMessage("tool name '%s' must match [a-z0-9_-] and have at most 64 characters", name);
  }

  @Test
  void toolSpec_nameOver64Characters_isRefused() {
    assertThatThrownBy(() -> new ToolSpec("x".repeat(65), "", Map.of(), false))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void toolSpec_keepsItsOwnParameters() {
    Map<String, Object> parameters = new HashMap<>(Map.of("type", "object"));
    var spec = new ToolSpec("t", "", parameters, false);

    parameters.put("type", "array");

    assertThat(spec.parameters()).containsOnly(Map.entry("type", "object"));
  }

  @Test
  void toolCatalog_knowsItsToolsByName() {
    var catalog = new ToolCatalog(List.of(SEARCH));

    assertThat(catalog.names()).containsExactly("web_search");
    assertThat(catalog.spec("web_search")).isSameAs(SEARCH);
    assertThat(catalog.spec("sql")).isNull();
  }

  @Test
  void toolCatalog_twoToolsOfOneName_isRefused() {
    assertThatThrownBy(() -> new ToolCatalog(List.of(SEARCH, SEARCH)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("web_search");
  }

  @Test
  void chatRequest_withoutMessages_isRefused() {
    assertThatThrownBy(() -> new ChatRequest(MODEL, List.of(), List.of(), ToolUse.AUTO))
        .hasMessage("messages is empty; a chat needs at least one");
  }

  @Test
  void chatRequest_thatMustCallATool_hasOne() {
    var messages = List.<Message>of(new Message.User("Hello"));
    assertThatThrownBy(() -> new ChatRequest(MODEL, messages, List.of(), ToolUse.REQUIRED))
        .hasMessage("tools is empty; a chat that must call one needs some");
  }

  @Test
  void chatRequest_keepsItsOwnMessages() {
    List<Message> messages = new ArrayList<>(List.of(new Message.System("Be brief.")));
    var request = new ChatRequest(MODEL, messages, List.of(SEARCH), ToolUse.AUTO);

    messages.add(new Message.User("Hello"));

    assertThat(request.messages()).containsExactly(new Message.System("Be brief."));
  }

  @Test
  void assistantMessage_keepsItsOwnCalls() {
    List<ToolCall> calls = new ArrayList<>();
    var message = new Message.Assistant("text", calls, null);

    calls.add(new ToolCall("1", "web_search", "{}"));

    assertThat(message.calls()).isEmpty();
  }

  @Test
  void modelChoice_withoutProviderOrModel_isRefused() {
    assertThatThrownBy(() -> new ModelChoice("", "gpt", null, 1)).hasMessageContaining("provider");
    assertThatThrownBy(() -> new ModelChoice("openai", " ", null, 1)).hasMessageContaining("model");
  }

  @Test
  void modelChoice_answerOfNoTokens_isRefused() {
    assertThatThrownBy(() -> new ModelChoice("openai", "gpt", null, 0))
        .hasMessage("max_tokens is 0; expected >= 1");
  }

  @Test
  void usage_addsPartByPart() {
    var sum = new Usage(10, 2, 5, 1).plus(new Usage(1, 1, 1, 1));

    assertThat(sum).isEqualTo(new Usage(11, 3, 6, 2));
    assertThat(Usage.NONE.plus(sum)).isEqualTo(sum);
  }

  @Test
  void usage_negativeCount_isRefused() {
    assertThatThrownBy(() -> new Usage(0, 0, -1, 0)).hasMessage("a token count is negative");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "7", "018F0000-0000-7000-8000-000000000001", "../etc/passwd"})
  void executionId_thatIsNoUuid_isRefused(String text) {
    assertThat(ExecutionId.isValid(text)).isFalse();
    assertThatThrownBy(() -> new ExecutionId(text)).hasMessageContaining("expected a UUID");
  }

  @Test
  void failures_thatAreTheProvidersFault_areAllWorthARetry() {
    assertThat(EnumSet.allOf(ChatFailure.class))
        .filteredOn(ChatFailure::providerAtFault)
        .isNotEmpty()
        .allMatch(ChatFailure::retryable);
  }

  @Test
  void failures_thatOnlyTheCallerCanMend_areNotRetried() {
    assertThat(EnumSet.allOf(ChatFailure.class))
        .filteredOn(failure -> !failure.retryable())
        .containsExactlyInAnyOrder(
            ChatFailure.AUTH,
            ChatFailure.QUOTA,
            ChatFailure.CONTEXT,
            ChatFailure.REFUSED,
            ChatFailure.BAD_REQUEST,
            ChatFailure.BUDGET,
            ChatFailure.ABORTED);
  }
}
