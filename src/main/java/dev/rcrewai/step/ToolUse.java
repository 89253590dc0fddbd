package dev.rcrewai.step;

/** Whether a model may, must or must not call tools in this request. */
public enum ToolUse {
  /** The model decides. */
  AUTO,
  /**
   * The model has to call at least one. A provider that cannot be told so is asked in words, so
   * that an answer without a call may come all the same.
   */
  REQUIRED,
  /** The tools are shown, since the conversation mentions them, but must not be called. */
  NONE
}
