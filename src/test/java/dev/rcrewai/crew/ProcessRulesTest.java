package dev.rcrewai.crew;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who leads, who votes, who is given what; and what an author is told about it. */
class ProcessRulesTest {
  private static final String TEAM =
      """
      agents:
        boss: {role: Boss, goal: Lead}
        writer: {role: Writer, goal: Write well}
        editor: {role: Editor, goal: Shorten, tools: [file_reader]}
      tasks:
        write: {description: Write a haiku, expected_output: A haiku}
      """;

  private CrewFiles files = new CrewFiles(Path.of("."));

  @BeforeEach
  void use(@TempDir Path directory) {
    files = new CrewFiles(directory);
  }

  @Test
  void hierarchical_withoutManager_getsOneOfTheServers() {
    var crew = files.crew("process: hierarchical\n" + TEAM);

    assertThat(crew.process()).isEqualTo(Process.HIERARCHICAL);
    assertThat(crew.manager()).isEqualTo("crew_manager");
    assertThat(crew.agents())
        .extracting(Agent::name)
        .containsExactly("boss", "writer", "editor", "crew_manager");
    var manager = crew.lead(crew.tasks().getFirst());
    assertThat(manager.role()).isEqualTo("Crew Manager");
    assertThat(manager.allowDelegation()).isTrue();
    assertThat(manager.llm()).isNull();
  }

  @Test
  void managerLlm_isTheModelOfTheServersManager() {
    var crew =
        files.crew(
            "process: hierarchical\nmanager_llm: {model: openai/big, temperature: 0}\n" + TEAM);

    assertThat(crew.agent("crew_manager").llm())
        .isEqualTo(new AgentModel("openai", "big", 0.0, null));
  }

  @Test
  void managerAgent_leadsAndIsAddedToNothing() {
    var crew = files.crew("process: hierarchical\nmanager_agent: boss\n" + TEAM);

    assertThat(crew.lead(crew.tasks().getFirst()).name()).isEqualTo("boss");
    assertThat(crew.agents()).hasSize(3);
  }

  @Test
  void hierarchicalTask_thatNamesAnAgent_keepsIt() {
    var crew =
        files.crew(
            "process: hierarchical\n"
                + TEAM.replace("a haiku,", "a haiku, agent: writer,").replace("  boss", "  chief"));

    assertThat(crew.tasks().getFirst().agent()).isEqualTo("writer");
    assertThat(crew.lead(crew.tasks().getFirst()).name()).isEqualTo("crew_manager");
  }

  @Test
  void managerAgent_thatIsNobody_isAProblem() {
    assertThat(files.problems("process: hierarchical\nmanager_agent: bos\n" + TEAM))
        .containsExactly("crew.yaml:2:16: unknown agent 'bos'; did you mean 'boss'?");
  }

  @Test
  void managerAgent_withTools_isAProblem() {
    assertThat(files.problems("process: hierarchical\nmanager_agent: editor\n" + TEAM))
        .containsExactly(
            "crew.yaml:6:41: 'editor' is the crew's manager and may not have tools; give them to"
                + " its coworkers");
  }

  @Test
  void managerAgent_withATask_isAProblem() {
    var yaml = TEAM.replace("a haiku,", "a haiku, agent: boss,");
    assertThat(files.problems("process: hierarchical\nmanager_agent: boss\n" + yaml))
        .containsExactly(
            "crew.yaml:8:46: 'boss' is the crew's manager, to whom no task is given; name a"
                + " coworker, or leave agent out");
  }

  @Test
  void managerAgent_alone_isAProblem() {
    var yaml = CrewFiles.MINIMAL.replace("    agent: writer\n", "");
    assertThat(files.problems("process: hierarchical\nmanager_agent: writer\n" + yaml))
        .containsExactly("crew.yaml:2:16: the manager 'writer' has no coworkers; add an agent");
  }

  @Test
  void managerAgentAndManagerLlm_together_areAProblem() {
    var head = "process: hierarchical\nmanager_agent: boss\nmanager_llm: gpt-4o\n";
    assertThat(files.problems(head + TEAM))
        .containsExactly(
            "crew.yaml:3:1: manager_llm and manager_agent exclude each other; set llm of 'boss'");
  }

  @Test
  void agentNamedLikeTheServersManager_isAProblem() {
    assertThat(files.problems("process: hierarchical\n" + TEAM.replace("boss:", "crew_manager:")))
        .containsExactly(
            "crew.yaml:3:3: the name 'crew_manager' belongs to the crew's own manager; set"
                + " manager_agent: crew_manager, or choose another name");
  }

  @ParameterizedTest
  @CsvSource({
    "sequential, manager_agent: boss, manager_agent means nothing in a sequential crew",
    "parallel, manager_llm: gpt-4o, manager_llm means nothing in a parallel crew",
    "consensual, manager_agent: boss, manager_agent means nothing in a consensual crew",
    "hierarchical, consensus_agents: 2, consensus_agents means nothing in a hierarchical crew",
  })
  void fieldOfAnotherProcess_isAProblem(String process, String field, String message) {
    var yaml = TEAM.replace("a haiku,", "a haiku, agent: writer,");
    assertThat(files.problems("process: " + process + "\n" + field + "\n" + yaml))
        .containsExactly("crew.yaml:2:1: " + message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "parallel", "consensual"})
  void taskWithoutAgent_whereNobodyLeads_isAProblem(String process) {
    assertThat(files.problems("process: " + process + "\n" + TEAM))
        .containsExactly("crew.yaml:7:3: agent is missing in 'write'");
  }

  @Test
  void consensus_isOfThreeUnlessTheAuthorSaysSo() {
    var yaml = TEAM.replace("a haiku,", "a haiku, agent: writer,");

    assertThat(files.crew("process: consensual\n" + yaml).consensusAgents()).isEqualTo(3);
    assertThat(files.crew("process: consensual\nconsensus_agents: 2\n" + yaml).consensusAgents())
        .isEqualTo(2);
    assertThat(files.problems("process: consensual\nconsensus_agents: 11\n" + yaml))
        .containsExactly(
            "crew.yaml:2:19: consensus_agents is 11; expected a whole number from 1 to 10");
  }

  @Test
  void consensus_ofMoreThanThereAre_isAWarning() {
    var yaml = TEAM.replace("a haiku,", "a haiku, agent: writer,");
    assertThat(files.warnings("process: consensual\nconsensus_agents: 4\n" + yaml))
        .containsExactly("crew.yaml:2:19: consensus_agents is 4; the crew has 3 agents");
    assertThat(files.warnings("process: consensual\n" + CrewFiles.MINIMAL))
        .containsExactly("crew.yaml:1:10: the crew has one agent; there is nobody to vote");
  }

  @Test
  void agentsThatOnlyVoteOrMayBeDelegatedTo_areNotIdle() {
    var yaml = TEAM.replace("a haiku,", "a haiku, agent: writer,");

    assertThat(files.warnings("process: consensual\n" + yaml)).isEmpty();
    assertThat(files.warnings(yaml.replace("goal: Write well", "goal: W, allow_delegation: true")))
        .isEmpty();
    assertThat(files.warnings("process: consensual\nconsensus_agents: 2\n" + yaml))
        .containsExactly("crew.yaml:6:3: agent 'editor' has no task");
  }

  @Test
  void allowDelegation_ofTheOnlyAgent_isAWarning() {
    var yaml = CrewFiles.MINIMAL.replace("goal:", "allow_delegation: true\n    goal:");

    assertThat(files.crew(yaml).agents().getFirst().allowDelegation()).isTrue();
    assertThat(files.warnings(yaml))
        .containsExactly("crew.yaml:4:5: agent 'writer' has no coworkers to delegate to");
  }

  @ParameterizedTest
  @CsvSource({"true, true", "True, true", "yes, true", "False, false", "off, false"})
  void allowDelegation_asCrewAiWritesIt_isUnderstood(String word, boolean allowed) {
    var yaml = CrewFiles.MINIMAL.replace("goal:", "allow_delegation: " + word + "\n    goal:");

    assertThat(files.crew(yaml).agents().getFirst().allowDelegation()).isEqualTo(allowed);
  }

  @Test
  void allowDelegation_thatIsNoTruthValue_isAProblem() {
    var yaml = CrewFiles.MINIMAL.replace("goal:", "allow_delegation: maybe\n    goal:");

    assertThat(files.problems(yaml))
        .containsExactly("crew.yaml:4:23: allow_delegation is 'maybe'; expected true or false");
  }

  @Test
  void approvalOfDelegation_canBeAskedOfWhoMayDelegate() {
    var yaml =
        "process: hierarchical\nmanager_agent: boss\n"
            + TEAM.replace("goal: Lead", "goal: L, require_approval_for_tools: [delegate_work]");

    assertThat(files.problems(yaml)).isEmpty();
    assertThat(files.problems(yaml.replace("manager_agent: boss", "")))
        .containsExactly("crew.yaml:4:60: agent 'boss' has no tool 'delegate_work'");
  }

  @Test
  void finalAnswerOfALedTask_isReviewedWhereItsManagerAsksForThat() {
    var yaml =
        "process: hierarchical\nmanager_agent: boss\n"
            + TEAM.replace("goal: Lead", "goal: L, require_approval_for_final_answer: true");

    assertThat(files.crew(yaml).tasks().getFirst().humanInput())
        .isEqualTo(new HumanInput(null, null, "", null));
  }

  @Test
  void onTaskFailure_isContinueUnlessTheAuthorSaysStop() {
    assertThat(files.crew(CrewFiles.MINIMAL).onTaskFailure()).isEqualTo(OnTaskFailure.CONTINUE);
    assertThat(files.crew("on_task_failure: stop\n" + CrewFiles.MINIMAL).onTaskFailure())
        .isEqualTo(OnTaskFailure.STOP);
    assertThat(files.problems("on_task_failure: halt\n" + CrewFiles.MINIMAL))
        .containsExactly("crew.yaml:1:18: on_task_failure is 'halt'; expected stop or continue");
  }

  @Test
  void contextOfALedTask_isAllAboveIt() {
    var yaml =
        "process: hierarchical\n" + TEAM + "  edit: {description: Edit, expected_output: Less}\n";

    assertThat(files.crew(yaml).tasks())
        .extracting(Task::context)
        .containsExactly(List.of(), List.of("write"));
  }

  @ParameterizedTest
  @CsvSource({
    "Shorten this haiku, editor", // one word
    "Write the haiku well, writer", // two words beat one and a half
    "Lead us, boss",
    "Do it, editor", // only its tools speak for it
    "Write and shorten, editor", // a tie in words; tools decide
    "a to be, editor",
  })
  void assignmentByKeywords_choosesTheAgentThatFitsBest(String description, String agent) {
    var crew = files.crew("assignment: keywords\n" + TEAM.replace("Write a haiku", description));

    assertThat(crew.tasks().getFirst().agent()).isEqualTo(agent);
  }

  @Test
  void assignmentByKeywords_thatIsAskedFor_isNoWarning() {
    assertThat(files.warnings("assignment: keywords\n" + TEAM))
        .noneMatch(warning -> warning.contains("fits best"));
  }

  @Test
  void assignmentByKeywords_ofEquals_choosesTheFirst() {
    var crew = files.crew("assignment: keywords\n" + TEAM.replace(", tools: [file_reader]", ""));

    assertThat(
            files
                .crew(
                    "assignment: keywords\n"
                        + TEAM.replace(", tools: [file_reader]", "").replace("Write a haiku", "Do"))
                .tasks()
                .getFirst()
                .agent())
        .isEqualTo("boss");
    assertThat(crew.tasks().getFirst().agent()).isEqualTo("writer");
  }

  @Test
  void assignmentByKeywords_inAHierarchicalCrew_needsNoManager() {
    var head = "process: hierarchical\nassignment: keywords\n";

    assertThat(files.crew(head + TEAM).manager()).isNull();
    assertThat(files.crew(head + TEAM).tasks().getFirst().agent()).isEqualTo("writer");
    assertThat(files.problems(head + "manager_agent: boss\n" + TEAM))
        .containsExactly("crew.yaml:3:1: manager_agent means nothing where assignment is keywords");
  }
}
