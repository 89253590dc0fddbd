package dev.rcrewai.step;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Where a step lives in its crew or flow, for example {@code research/attempt/1/turn/2/tool/0}.
 * Never reused within an execution. The grammar is part of the journal format:
 *
 * <pre>
 *   .planning/chat                        the plan of all tasks, before the first of them
 *   .remember/TASK                        what that task taught, kept in mind once it has ended
 *   TASK                                  the task
 *   TASK/time_limit                       timer: the agent's time for this task is used up
 *   TASK/started  TASK/closed             notes
 *   TASK/confirm                          question: may the task begin?
 *   TASK/ask                              question: what the task needs to know
 *   TASK/attempt/N/backoff                timer: the pause before attempt N is over
 *   TASK/attempt/N/rejected               note: why the answer of attempt N was not accepted
 *   TASK/attempt/N/judge/I/turn/M/chat    the chat with judge I (from 0) about that answer
 *   TASK/attempt/N/review                 question: is the answer of attempt N good?
 *   TASK/attempt/1/reasoning/N/chat       the N-th time the agent is asked for its plan
 *   TASK/attempt/N/memory                 what is remembered where a conversation begins
 *   TASK/attempt/N/knowledge              what is known of its subject; both likewise below others
 *   TASK/attempt/N/turn/M/chat            the chat of turn M
 *   TASK/attempt/N/turn/M/tool/I          the I-th tool call (from 0) of that chat
 *   TASK/attempt/N/turn/M/tool/I/approval question: may that call be made?
 *   TASK/file/N                           the N-th try to write the task's answer to a file
 *   TASK/attempt/N/proposal/P/turn/M/…    the turns of the P-th agent where several propose
 *   TASK/attempt/N/vote/V/P/chat          how the V-th agent scores the P-th one's proposal
 *   CALL/turn/M/…                         the turns of the coworker that a tool call gave work to
 *   CALL/reasoning/N/chat                 its plan; likewise below a proposal
 *   QUESTION/asked                        note: it was put to people
 *   QUESTION/expiry                       timer: nobody answered in time
 * </pre>
 *
 * Tasks, attempts and turns count from 1, agents and calls from 0. No task's name has a dot, and no
 * name of a flow's step has one: in a flow, each run of a step is like a task of its own, and what
 * a crew does for it lies beside that under the crew's own paths, after the run's name and a dot.
 *
 * <pre>
 *   STEP.N                                the N-th run of the flow's step
 *   STEP.N/started  STEP.N/closed         notes; the second closes what the crew did for it too
 *   STEP.N/tool/0                         the step's tool call
 *   STEP.N/ask                            the step's question
 *   STEP.N.PATH                           PATH of the crew that the step calls
 * </pre>
 */
public record StepPath(@JsonValue String text) {
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public StepPath {
    if (text.isBlank()) {
      throw new IllegalArgumentException("a step path is empty");
    }
  }

  private static final StepPath PLANNING = new StepPath(".planning");
  private static final String REMEMBER = ".remember";

  /** Where all tasks are planned. */
  public static StepPath planning() {
    return PLANNING;
  }

  /** Where it is kept in mind what that task taught. */
  public static StepPath remember(String task) {
    return new StepPath(REMEMBER + "/" + task);
  }

  /** The task of which this keeps in mind what it taught; null where it does something else. */
  public @Nullable String rememberedTask() {
    var own = local().text;
    if (!own.startsWith(REMEMBER + "/")) {
      return null;
    }
    var task = own.substring(REMEMBER.length() + 1);
    return run().isEmpty() ? task : run() + "." + task;
  }

  /** The path of a task. */
  public static StepPath task(String name) {
    return new StepPath(name);
  }

  /** The note that the task began. */
  public StepPath started() {
    return at("started");
  }

  /** The note that the task ended; nothing below the task is read after it. */
  public StepPath closed() {
    return at("closed");
  }

  /** One attempt of the task, from 1. */
  public StepPath attempt(int number) {
    return at("attempt/" + number);
  }

  /** The note that this attempt's answer was not accepted. */
  public StepPath rejected() {
    return at("rejected");
  }

  /** One judge of this attempt's answer, from 0. */
  public StepPath judge(int index) {
    return at("judge/" + index);
  }

  /** One try to write the task's answer to a file, from 1. */
  public StepPath file(int number) {
    return at("file/" + number);
  }

  /** Whether this is a try to write a task's answer to a file. */
  public boolean isFile() {
    return text.startsWith("file/", taskName().length() + 1);
  }

  /** Whether this is the tool call of a flow's step itself, and of no crew's. */
  public boolean isOwnCall() {
    return text.startsWith("tool/", taskName().length() + 1);
  }

  /** The question whether the task may begin. */
  public StepPath confirm() {
    return at("confirm");
  }

  /** The question whose answer the task needs. */
  public StepPath ask() {
    return at("ask");
  }

  /** The question whether this attempt's answer is good. */
  public StepPath review() {
    return at("review");
  }

  /** The question whether this tool call may be made. */
  public StepPath approval() {
    return at("approval");
  }

  /** The note that the question at this path was put. */
  public StepPath asked() {
    return at("asked");
  }

  /** One turn of the attempt, from 1. */
  public StepPath turn(int number) {
    return at("turn/" + number);
  }

  /** One request for a plan before the first turn, from 1. */
  public StepPath reasoning(int number) {
    return at("reasoning/" + number);
  }

  /** What is remembered where the conversation here begins. */
  public StepPath memory() {
    return at("memory");
  }

  /** What is known of the subject of the conversation that begins here. */
  public StepPath knowledge() {
    return at("knowledge");
  }

  /** The chat request of this turn. */
  public StepPath chat() {
    return at("chat");
  }

  /** One tool call of this turn, from 0. */
  public StepPath tool(int index) {
    return at("tool/" + index);
  }

  /** One tool call, from 0, of the chat at this path. */
  public StepPath callOfChat(int index) {
    return new StepPath(text.substring(0, text.lastIndexOf('/'))).tool(index);
  }

  /** What one of several agents proposes in this attempt, from 0. */
  public StepPath proposal(int agent) {
    return at("proposal/" + agent);
  }

  /** How one agent scores another one's proposal in this attempt. */
  public StepPath vote(int voter, int proposal) {
    return at("vote/" + voter + "/" + proposal);
  }

  /** The timer of that name at this path. */
  public StepPath timer(String name) {
    return at(name);
  }

  /** Whether it lies under a task, and not beside all of them. */
  public boolean isOfTask() {
    return !local().text.startsWith(".");
  }

  /** The path of a crew's, as it is in a flow under the run of the step that calls the crew. */
  public StepPath within(String run) {
    return new StepPath(run + "." + text);
  }

  /** The run of a flow's step whose crew this path is of; empty where it is of none. */
  public String run() {
    int dot = crewFrom();
    return dot < 0 ? "" : text.substring(0, dot);
  }

  /** The path in its crew, whether that is alone or part of a flow. */
  public StepPath local() {
    int dot = crewFrom();
    return dot < 0 ? this : new StepPath(text.substring(dot + 1));
  }

  /** Where the second dot of the first segment is, which ends the run's name; -1 without one. */
  private int crewFrom() {
    var name = taskName();
    int number = name.indexOf('.') + 1;
    return number <= 1 ? -1 : name.indexOf('.', number);
  }

  /** The name of the task under which this path lies. */
  public String taskName() {
    int slash = text.indexOf('/');
    return slash < 0 ? text : text.substring(0, slash);
  }

  @Override
  public String toString() {
    return text;
  }

  private StepPath at(String segment) {
    return new StepPath(text + "/" + segment);
  }
}
