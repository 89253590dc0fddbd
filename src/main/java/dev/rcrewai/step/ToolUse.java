package dev.rcrewai.step;

/** Whether a model may call tools in this request. */
public enum ToolUse {
  /** The model decides. */
  AUTO,
  /** The tools are shown, since the conversation mentions them, but must not be called. */
  NONE
}
