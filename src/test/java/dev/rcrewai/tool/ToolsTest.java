package dev.rcrewai.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rcrewai.step.ToolResult;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ToolsTest {
  private final FakeTool tool = FakeTool.reading(input -> new ToolResult.Completed("done"));

  @Test
  void catalog_oneTool_showsItsSpec() {
    var catalog = new Tools(List.of(tool)).catalog();

    assertThat(catalog.names()).containsExactly(FakeTool.NAME);
    assertThat(catalog.spec(FakeTool.NAME)).isEqualTo(tool.spec());
  }

  @Test
  void tools_twoOfOneName_isAMistake() {
    assertThatThrownBy(() -> new Tools(List.of(tool, tool))).hasMessage("two tools are named fake");
  }

  @Test
  void parameterSchema_noJsonObject_isAMistake() {
    assertThatThrownBy(() -> ParameterSchema.parse("[]"))
        .hasMessage("a tool's parameters are no JSON object");
  }

  @Test
  void arguments_requiredTextThatTheSchemaDoesNotRequire_isAMistake() {
    assertThatThrownBy(() -> new ToolArguments(java.util.Map.of()).text("path"))
        .hasMessageContaining("'path'");
  }
}
