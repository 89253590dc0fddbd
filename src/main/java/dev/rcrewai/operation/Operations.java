package dev.rcrewai.operation;

import dev.rcrewai.execution.ExecutionView;
import java.time.Duration;
import java.util.List;

/** Every operation of the OpenAPI document that each door has, made for one event loop. */
public final class Operations {
  /** An execution ends by its deadline; its last event takes a moment more. */
  private static final Duration END_MARGIN = Duration.ofSeconds(10);

  private Operations() {}

  public static List<Operation> all(OperationServices services) {
    var executions = services.executions();
    var view = new ExecutionView(services.clock());
    var answers = new ExecutionAnswers(executions, view);
    var batches = new BatchAnswers(executions, view);
    var submit = new SubmitAndWait(executions);
    var waitMax = services.settings().execution().timeoutMax().plus(END_MARGIN);
    var keys = new ProviderKeyHeader(services.settings().llm().providerNames());
    return List.of(
        new ExecuteOperation(keys, submit, answers, waitMax),
        new CreateExecutionOperation(keys, executions, submit, answers, waitMax),
        new ListExecutionsOperation(executions, view),
        new GetExecutionOperation(answers),
        new GetEventsOperation(executions, answers),
        new CancelExecutionOperation(executions, answers),
        new AnswerInputOperation(executions, answers),
        new RetryExecutionOperation(executions, answers),
        new RedeliverWebhookOperation(executions, answers),
        new CreateBatchOperation(keys, executions, batches),
        new GetBatchOperation(batches),
        new CancelBatchOperation(executions, batches),
        new GetMemoryOperation(services.memories()),
        new EraseMemoryOperation(services.memories()),
        new ListCrewsOperation(services.crews()),
        new GetCrewOperation(services.crews()));
  }
}
