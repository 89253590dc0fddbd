package dev.rcrewai.config;

/** Everything that can be configured; {@code conf/server.yaml} shows every key with its default. */
public record Settings(
    HttpSettings http,
    ManagementSettings management,
    ClusterSettings cluster,
    AuthSettings auth,
    SecretSettings secrets,
    StoreSettings store,
    ExecutionSettings execution,
    BudgetSettings budgets,
    LlmSettings llm,
    KeptKeys callerKeys,
    KeptKeys crewKeys,
    SandboxSettings sandbox,
    ToolSettings tools,
    CrewSettings crews,
    KnowledgeSettings knowledge,
    WebhookSettings webhooks,
    TelemetrySettings telemetry,
    TracingSettings tracing) {}
