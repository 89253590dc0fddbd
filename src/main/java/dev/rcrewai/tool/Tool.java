package dev.rcrewai.tool;

import dev.rcrewai.step.ToolResult;
import dev.rcrewai.step.ToolSpec;

/**
 * Something that a model may call. One object serves every call of a node, many at a time: keep no
 * state of a call in it. A jar on the class path that names its tools for {@link
 * java.util.ServiceLoader} adds them to the server's own.
 */
public interface Tool {
  /** What models are told, and what the arguments are checked against; always the same. */
  ToolSpec spec();

  /** What one call may take; always the same. */
  default ToolLimits limits() {
    return ToolLimits.USUAL;
  }

  /**
   * Does the work and answers in words that a model can act on. May block: each call has a virtual
   * thread of its own, which is interrupted when the call is aborted or its deadline passes. What
   * it answers after that is dropped.
   *
   * @throws Exception what the tool did not foresee; the model is told that the tool failed, and
   *     none of the exception's words
   */
  ToolResult run(ToolInput input) throws Exception;
}
