package dev.rcrewai.operation;

import dev.rcrewai.execution.ExecutionView;
import java.util.List;

/**
 * The four calls of CrewAI AMP's API 1.0.0, below {@code /crews/{crew_name}}: a client that was
 * written for it needs another base URL and token, and no other line. They are other names for
 * operations of ours, with the same checks, promises and problem documents.
 */
public final class AmpOperations {
  private AmpOperations() {}

  public static List<Operation> all(OperationServices services) {
    var executions = services.executions();
    var answers = new ExecutionAnswers(executions, new ExecutionView(services.clock()));
    return List.of(
        new AmpInputsOperation(services.crews()),
        new AmpKickoffOperation(executions),
        new AmpStatusOperation(executions, answers, services.clock()),
        new AmpResumeOperation(executions, answers));
  }
}
