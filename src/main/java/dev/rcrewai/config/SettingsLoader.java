package dev.rcrewai.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the settings once, from the environment, else from {@code conf/server.yaml} (or the file
 * that {@code SERVER_CONFIG} names), else from the defaults, and reports everything that is wrong
 * with them together. Blocks: it reads files, and makes the secret of tokens where none is set.
 */
public final class SettingsLoader {
  /** The variable that names the file. */
  public static final String CONFIG_VARIABLE = "SERVER_CONFIG";

  private static final Path CONFIG_FILE = Path.of("conf", "server.yaml");

  private final Set<SettingsProblem> problems = new LinkedHashSet<>();
  private final Map<String, String> environment;
  private final Path home;
  private final Values values;

  /**
   * @param environment the variables; it may hold anything beside them
   */
  public SettingsLoader(Map<String, String> environment) {
    this(environment, Path.of(""));
  }

  /**
   * @param environment the variables; it may hold anything beside them
   * @param home where the server is installed: {@code conf/server.yaml} and every relative path
   *     that the environment does not give are below it
   */
  public SettingsLoader(Map<String, String> environment, Path home) {
    this(environment, home, Map.of());
  }

  private SettingsLoader(
      Map<String, String> environment, Path home, Map<String, StoredSecret> stored) {
    this.environment = Map.copyOf(environment);
    this.home = home;
    var file = configFile(environment, home.resolve(CONFIG_FILE), problems);
    this.values = new Values(environment, file, stored, problems, home);
  }

  /**
   * The Vault whose secrets {@link #with} takes, if one is named.
   *
   * @throws SettingsException with every problem of its settings
   */
  public Optional<VaultSettings> vault() {
    var vault = SecretSection.vault(values);
    refuseProblems();
    return vault;
  }

  /**
   * The same with secrets of a Vault, which go before the environment and the file.
   *
   * @param stored by variable; those that are no secret of these settings do not count
   */
  public SettingsLoader with(Map<String, StoredSecret> stored) {
    return new SettingsLoader(environment, home, stored);
  }

  /**
   * All settings.
   *
   * @throws SettingsException with every problem
   */
  public Settings load() {
    boolean generated = AuthSection.needsSecret(values);
    var http = HttpSection.http(values, generated);
    var management = HttpSection.management(values, http, generated);
    var cluster = ClusterSection.read(values);
    SecretSection.vault(values);
    var store = StoreSection.read(values);
    var execution = ExecutionSection.read(values);
    var budgets = BudgetSection.read(values);
    var llm = LlmSection.read(values);
    var callerKeys = LlmSection.callerKeys(values);
    var crewKeys = LlmSection.crewKeys(values);
    var sandbox = ProviderSection.sandbox(values);
    var tools = ToolSection.tools(values);
    var crews = ToolSection.crews(values);
    var knowledge = KnowledgeSection.read(values);
    var webhooks = WebhookSection.read(values);
    var telemetry = TelemetrySection.read(values);
    var tracing = TracingSection.read(values);
    var auth = auth();
    return new Settings(
        http,
        management,
        cluster,
        auth,
        SecretSection.read(values),
        store,
        execution,
        budgets,
        llm,
        callerKeys,
        crewKeys,
        sandbox,
        tools,
        crews,
        knowledge,
        webhooks,
        telemetry,
        tracing);
  }

  /**
   * How tokens are signed and checked, for a command that needs nothing else.
   *
   * @throws SettingsException with every problem
   */
  public AuthSettings auth() {
    AuthSection.validate(values);
    var dataDir = values.get(StoreSection.DATA_DIR);
    refuseProblems();
    // Only now: settings that are refused leave no secret behind.
    var generated =
        AuthSection.needsSecret(values)
            ? new JwtSecretFile(dataDir).readOrCreate(problems)
            : Optional.<Secret>empty();
    refuseProblems();
    return AuthSection.read(values, generated);
  }

  /**
   * What tools there are, for a command that needs nothing else.
   *
   * @throws SettingsException with every problem of these settings
   */
  public ToolSettings tools() {
    var tools = ToolSection.tools(values);
    refuseProblems();
    return tools;
  }

  /**
   * Which providers there are, for a command that needs nothing else.
   *
   * @throws SettingsException with every problem of these settings
   */
  public LlmSettings llm() {
    var llm = LlmSection.read(values);
    refuseProblems();
    return llm;
  }

  /**
   * The keys that are kept for crews, for a command that needs nothing else.
   *
   * @throws SettingsException with every problem of these settings
   */
  public KeptKeys crewKeys() {
    var keys = LlmSection.crewKeys(values);
    refuseProblems();
    return keys;
  }

  private void refuseProblems() {
    if (!problems.isEmpty()) {
      throw new SettingsException(List.copyOf(problems));
    }
  }

  private static ConfigFile configFile(
      Map<String, String> environment, Path usual, Set<SettingsProblem> problems) {
    var named = environment.getOrDefault(CONFIG_VARIABLE, "").strip();
    if (!named.isEmpty()) {
      return ConfigFile.read(Path.of(named), problems);
    }
    return Files.exists(usual) ? ConfigFile.read(usual, problems) : ConfigFile.none();
  }
}
