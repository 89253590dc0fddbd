package dev.rcrewai.step;

import dev.rcrewai.bus.Address;

/** The addresses on which steps travel inside a node. */
public final class StepAddresses {
  public static final Address<ChatCall, ChatResult> CHAT =
      new Address<>("llm.chat", ChatCall.class, ChatResult.class);
  public static final Address<EmbeddingCall, EmbeddingResult> EMBED =
      new Address<>("llm.embed", EmbeddingCall.class, EmbeddingResult.class);
  public static final Address<ToolRun, ToolResult> TOOL =
      new Address<>("tool.run", ToolRun.class, ToolResult.class);
  public static final Address<ImageLoad, ImageLoad.Result> IMAGES =
      new Address<>("image.load", ImageLoad.class, ImageLoad.Result.class);

  /** Memories are recalled and kept here. */
  public static final Address<RecallRun, RecallResult> MEMORY =
      new Address<>("memory.recall", RecallRun.class, RecallResult.class);

  /** Documents are searched here. */
  public static final Address<RecallRun, RecallResult> KNOWLEDGE =
      new Address<>("knowledge.recall", RecallRun.class, RecallResult.class);

  /** Reaches every verticle that makes calls; the one that has the call ends it. */
  public static final Address<Abort, Void> ABORT = Address.oneWay("step.abort", Abort.class);

  public static final Address<ChatDelta, Void> DELTA =
      Address.oneWay("chat.delta", ChatDelta.class);

  /** Reaches every CrewVerticle; the one that runs the execution journals it. */
  public static final Address<ChatWait, Void> WAIT = Address.oneWay("chat.wait", ChatWait.class);

  private StepAddresses() {}
}
