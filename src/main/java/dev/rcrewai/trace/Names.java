package dev.rcrewai.trace;

import java.util.Locale;

/**
 * The attributes of spans: OpenTelemetry's semantic conventions, of which those for GenAI (here of
 * release 1.41) are still moving, and our own below {@code rcrewai}.
 */
public final class Names {
  public static final String ERROR_TYPE = "error.type";

  static final String HTTP_METHOD = "http.request.method";
  static final String HTTP_ROUTE = "http.route";
  static final String HTTP_STATUS = "http.response.status_code";
  static final String HTTP_RESENDS = "http.request.resend_count";
  static final String URL_SCHEME = "url.scheme";
  static final String URL_PATH = "url.path";
  static final String SERVER_ADDRESS = "server.address";
  static final String SERVER_PORT = "server.port";

  static final String MESSAGING_SYSTEM = "messaging.system";
  static final String MESSAGING_DESTINATION = "messaging.destination.name";
  static final String MESSAGING_OPERATION = "messaging.operation.type";

  static final String DB_SYSTEM = "db.system.name";
  static final String DB_OPERATION = "db.operation.name";
  static final String DB_BATCH = "db.operation.batch.size";

  static final String OPERATION = "gen_ai.operation.name";
  static final String PROVIDER = "gen_ai.provider.name";
  static final String WORKFLOW = "gen_ai.workflow.name";
  static final String AGENT = "gen_ai.agent.name";
  static final String CONVERSATION = "gen_ai.conversation.id";
  static final String REQUEST_MODEL = "gen_ai.request.model";
  static final String REQUEST_TEMPERATURE = "gen_ai.request.temperature";
  static final String REQUEST_TOKENS_MAX = "gen_ai.request.max_tokens";
  static final String OUTPUT_TYPE = "gen_ai.output.type";
  static final String RESPONSE_MODEL = "gen_ai.response.model";
  static final String FINISH_REASONS = "gen_ai.response.finish_reasons";
  static final String INPUT_TOKENS = "gen_ai.usage.input_tokens";
  static final String OUTPUT_TOKENS = "gen_ai.usage.output_tokens";
  static final String CACHED_TOKENS = "gen_ai.usage.cache_read.input_tokens";
  static final String TOOL = "gen_ai.tool.name";
  static final String TOOL_TYPE = "gen_ai.tool.type";
  static final String TOOL_CALL_ID = "gen_ai.tool.call.id";

  // Only where it is asked for: these show what people and models said.
  static final String SYSTEM_INSTRUCTIONS = "gen_ai.system_instructions";
  static final String INPUT_MESSAGES = "gen_ai.input.messages";
  static final String OUTPUT_MESSAGES = "gen_ai.output.messages";
  static final String TOOL_ARGUMENTS = "gen_ai.tool.call.arguments";
  static final String TOOL_RESULT = "gen_ai.tool.call.result";

  static final String EXECUTION = "rcrewai.execution.id";
  static final String OUTCOME = "rcrewai.execution.outcome";
  static final String RETRY_OF = "rcrewai.execution.retry_of";
  static final String COST = "rcrewai.cost.usd";
  static final String TASK = "rcrewai.task.name";
  static final String STEP = "rcrewai.step.path";
  static final String PASSAGES = "rcrewai.recall.passages";
  static final String CALL = "rcrewai.step.call";
  static final String QUESTION = "rcrewai.question.kind";
  static final String DECISION = "rcrewai.question.decision";
  static final String EVENT = "rcrewai.event.type";
  public static final String NODE = "rcrewai.node";
  public static final String EPOCH = "rcrewai.lease.epoch";
  static final String STATUS = "rcrewai.response.status";

  private Names() {}

  /** What the conventions call a provider; others go by the name that the operator gave. */
  static String provider(String ours) {
    return switch (ours) {
      case "azure" -> "azure.ai.openai";
      case "google" -> "gcp.gemini";
      default -> ours;
    };
  }

  /** One of a closed set, in small letters. */
  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
