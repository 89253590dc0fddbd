// Makes the dashboards in dashboards/, which Grafana reads as they are:
//
//   node monitoring/grafana/dashboards.mjs
//
// Change them here: the tests refuse JSON that this file would not write. A panel is a line: title,
// unit, queries. It flows into rows of 24 columns.

import { writeFileSync } from 'node:fs';

const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };
const RUNBOOK = 'https://github.com/OWNER/rcrewai-server/blob/main/docs/operations/runbook.md';
const NODES = 'job="rcrewai",instance=~"$instance"';
const CREWS = `${NODES},crew_name=~"$crew"`;
const PROVIDERS = `${NODES},provider=~"$provider"`;

const EVERY = '$__rate_interval';
const rate = (by, metric, labels = NODES) => `sum by (${by}) (rate(${metric}{${labels}}[${EVERY}]))`;
const quantile = (q, by, histogram, labels = NODES) =>
  `histogram_quantile(${q}, ${rate([...by, 'le'].join(', '), `${histogram}_bucket`, labels)})`;

/** A query and the name of its lines. */
const q = (expr, legendFormat = '') => ({ expr, legendFormat });

const link = (title, url, icon) => ({
  type: 'link', title, url, icon, tooltip: '', tags: [], asDropdown: false,
  includeVars: false, keepTime: false, targetBlank: true,
});

const panel = (type, width, height) => (title, unit, targets, more = {}) => ({
  type,
  title,
  datasource: DATASOURCE,
  gridPos: { x: 0, y: 0, w: width, h: height },
  fieldConfig: {
    defaults: { unit, min: more.min, max: more.max, thresholds: more.thresholds, mappings: more.mappings },
    overrides: [],
  },
  links: more.alert && [link(more.alert, `\${runbook}#${more.alert.toLowerCase()}`, 'doc')],
  description: more.description,
  options: OPTIONS[type],
  targets: [targets].flat().map((target, i) => ({
    refId: String.fromCharCode(65 + i),
    datasource: DATASOURCE,
    ...target,
  })),
});
const OPTIONS = {
  timeseries: {
    legend: { displayMode: 'list', placement: 'bottom', showLegend: true },
    tooltip: { mode: 'multi', sort: 'desc' },
  },
  stat: { reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false }, colorMode: 'value' },
};
const graph = panel('timeseries', 8, 8);
const stat = panel('stat', 4, 4);

const red = (from) => ({
  mode: 'absolute',
  steps: [{ color: 'green', value: null }, { color: 'red', value: from }],
});
const redBelow = (from) => ({
  mode: 'absolute',
  steps: [{ color: 'red', value: null }, { color: 'green', value: from }],
});
const upOrDown = {
  thresholds: redBelow(1),
  mappings: [{ type: 'value', options: { 0: { text: 'no' }, 1: { text: 'yes' } } }],
};

const variable = (name, label, metric, of = name) => ({
  type: 'query',
  name,
  label,
  datasource: DATASOURCE,
  query: { query: `label_values(${metric}, ${of})`, refId: name },
  refresh: 2,
  sort: 1,
  multi: true,
  includeAll: true,
  allValue: '.*',
  current: { text: 'All', value: '$__all' },
});
const instance = variable('instance', 'Node', 'up{job="rcrewai"}');
const crew = variable('crew', 'Crew', 'rcrewai_executions_total{job="rcrewai"}', 'crew_name');
const provider = variable('provider', 'Provider', 'rcrewai_llm_in_flight{job="rcrewai"}');

/** Explore, with the server's newest traces. */
const traces = () => {
  const panes = {
    a: {
      datasource: 'traces',
      queries: [
        {
          refId: 'A',
          datasource: { type: 'tempo', uid: 'traces' },
          queryType: 'traceql',
          query: '{resource.service.name="rcrewai"}',
        },
      ],
      range: { from: 'now-1h', to: 'now' },
    },
  };
  return `/explore?schemaVersion=1&panes=${encodeURIComponent(JSON.stringify(panes))}`;
};
/** Puts panels side by side, and into the next line where one is full. */
const flow = (panels) => {
  let x = 0, y = 0, height = 0;
  return panels.map((one, i) => {
    const { w, h } = one.gridPos;
    if (x + w > 24) {
      [x, y, height] = [0, y + height, 0];
    }
    const placed = { id: i + 1, ...one, gridPos: { x, y, w, h } };
    [x, height] = [x + w, Math.max(height, h)];
    return placed;
  });
};

const dashboard = (uid, title, variables, panels) => ({
  uid,
  title,
  tags: ['rcrewai'],
  schemaVersion: 42,
  editable: false,
  graphTooltip: 1,
  refresh: '30s',
  time: { from: 'now-3h', to: 'now' },
  timezone: 'browser',
  links: [
    {
      type: 'dashboards', title: 'rcrewai', url: '', icon: 'external link', tooltip: '', tags: ['rcrewai'],
      asDropdown: false, includeVars: true, keepTime: true, targetBlank: false,
    },
    link('Traces', traces(), 'bolt'),
    link('Runbook', '${runbook}', 'doc'),
  ],
  templating: {
    list: [
      { type: 'datasource', name: 'datasource', label: 'Prometheus', query: 'prometheus', refresh: 1 },
      ...variables,
      { type: 'constant', name: 'runbook', query: RUNBOOK, current: { text: RUNBOOK, value: RUNBOOK }, hide: 2 },
    ],
  },
  panels: flow(panels),
});

const overview = dashboard('rcrewai-overview', 'rcrewai: overview', [instance], [
  stat('Nodes up', 'none', q('sum(up{job="rcrewai"})'), { thresholds: redBelow(1), alert: 'RcrewaiDown' }),
  stat('Store reached', 'none', q('max(rcrewai_store_up{job="rcrewai"})'), { ...upOrDown, alert: 'RcrewaiStoreUnreachable' }),
  stat('Error rate', 'percentunit', q('job:rcrewai_request_errors:ratio_rate5m{job="rcrewai"}'), { thresholds: red(0.05), alert: 'RcrewaiHighErrorRate' }),
  stat('Slots taken', 'percentunit', q('job:rcrewai_active_executions:share{job="rcrewai"}'), { thresholds: red(0.9), alert: 'RcrewaiTooManyActiveExecutions' }),
  stat('Oldest in the queue', 's', q('max(rcrewai_queue_age_seconds{job="rcrewai"})'), { thresholds: red(60), alert: 'RcrewaiQueueWaits' }),
  stat('Alerts', 'none', q('count(ALERTS{alertname=~"Rcrewai.+",alertstate="firing"}) or vector(0)'), { thresholds: red(1) }),

  graph('Requests', 'reqps', q(rate('method, path', 'rcrewai_requests_total'), '{{method}} {{path}}')),
  graph('Response times', 's', [
    q(quantile(0.95, ['path'], 'rcrewai_request_duration_seconds'), '95 % {{path}}'),
    q(quantile(0.5, ['path'], 'rcrewai_request_duration_seconds'), '50 % {{path}}'),
  ], { description: 'POST /execute waits for its crew.', alert: 'RcrewaiHighResponseTime' }),
  graph('Errors by status', 'reqps', q(rate('status', 'rcrewai_requests_total', `${NODES},status=~"[45].."`), '{{status}}'), { alert: 'RcrewaiHighErrorRate' }),

  graph('Executions ended', 'ops', q(rate('status', 'rcrewai_executions_total'), '{{status}}')),
  graph('Active executions', 'none', [
    q(`sum by (instance) (rcrewai_active_executions{${NODES}})`, '{{instance}}'),
    q(`sum(rcrewai_execution_slots{${NODES}})`, 'slots'),
  ], { min: 0 }),
  graph('Queue', 'none', [
    q('max(rcrewai_queue_depth{job="rcrewai"})', 'waiting'),
    q('max(rcrewai_queue_suspects{job="rcrewai"})', 'suspects'),
  ], { min: 0, alert: 'RcrewaiSuspects' }),

  graph('Time to accept', 's', [
    q(quantile(0.95, [], 'rcrewai_accept_duration_seconds'), '95 %'),
    q(quantile(0.5, [], 'rcrewai_accept_duration_seconds'), '50 %'),
  ], { alert: 'RcrewaiSlowAccept' }),
  graph('Turned away', 'ops', q(rate('reason', 'rcrewai_rejected_total'), '{{reason}}'), { alert: 'RcrewaiWorkRejected' }),
  graph('Memory', 'bytes', q(`rcrewai_memory_usage_bytes{${NODES}}`, '{{instance}}'), { min: 0, alert: 'RcrewaiMemoryNearLimit' }),
]);

const crews = dashboard('rcrewai-crews', 'rcrewai: crews', [instance, crew], [
  stat('Crews loaded', 'none', q('max(rcrewai_crews_loaded{job="rcrewai"})')),
  stat('Files broken', 'none', q('max(rcrewai_crews_broken{job="rcrewai"})'), { thresholds: red(1), alert: 'RcrewaiCrewFileBroken' }),
  stat('Suspects', 'none', q('max(rcrewai_queue_suspects{job="rcrewai"})'), { thresholds: red(1), alert: 'RcrewaiSuspects' }),
  stat('Taken over', 'none', q('sum(increase(rcrewai_lease_takeovers_total{job="rcrewai"}[$__range]))'), { thresholds: red(1), alert: 'RcrewaiLeaseTakeovers' }),
  stat('Webhooks pending', 'none', q('max(rcrewai_webhook_pending{job="rcrewai"})'), { alert: 'RcrewaiWebhooksLate' }),
  stat('Webhooks given up', 'none', q('max(rcrewai_webhook_dead{job="rcrewai"})'), { alert: 'RcrewaiWebhooksDead' }),

  graph('Ends by crew', 'ops', q(rate('crew_name', 'rcrewai_executions_total', CREWS), '{{crew_name}}')),
  graph('Ends by outcome', 'ops', q(rate('status', 'rcrewai_executions_total', CREWS), '{{status}}')),
  graph('Failed for provider, tool, deadline or server', 'percentunit', q('job_crew:rcrewai_execution_failures:ratio_rate15m{job="rcrewai",crew_name=~"$crew"}', '{{crew_name}}'), { min: 0, alert: 'RcrewaiExecutionsFail' }),

  graph('Duration, from accepted to its end', 's', [
    q(quantile(0.95, ['crew_name'], 'rcrewai_execution_duration_seconds', CREWS), '95 % {{crew_name}}'),
    q(quantile(0.5, ['crew_name'], 'rcrewai_execution_duration_seconds', CREWS), '50 % {{crew_name}}'),
  ]),
  graph('Active', 'none', q(`sum by (crew_name) (rcrewai_active_executions{${CREWS}})`, '{{crew_name}}'), { min: 0 }),
  graph('Readers of event streams', 'none', [
    q(`sum by (door) (rcrewai_event_streams{${NODES}})`, '{{door}}'),
    q(rate('door', 'rcrewai_event_streams_cut_total'), 'cut: {{door}}'),
  ]),

  graph('Tool calls', 'ops', q(rate('tool, status', 'rcrewai_tool_calls_total'), '{{tool}} {{status}}')),
  graph('Tool calls, 95 %', 's', q(quantile(0.95, ['tool'], 'rcrewai_tool_duration_seconds'), '{{tool}}')),
  graph('Questions to people', 'ops', [
    q(rate('kind', 'rcrewai_input_requests_total'), 'asked: {{kind}}'),
    q(rate('decision', 'rcrewai_input_answers_total'), 'closed: {{decision}}'),
  ]),

  graph('Webhook tries', 'ops', q(rate('result', 'rcrewai_webhook_tries_total'), '{{result}}'), { alert: 'RcrewaiWebhooksDead' }),
  graph('Oldest event still to be told', 's', q('max(rcrewai_webhook_pending_age_seconds{job="rcrewai"})'), { min: 0, alert: 'RcrewaiWebhooksLate' }),
  graph('Files of crews read again', 'none', q(`sum by (result) (increase(rcrewai_crew_reloads_total{${NODES}}[${EVERY}]))`, '{{result}}'), { alert: 'RcrewaiCrewFileBroken' }),
]);

const providers = dashboard('rcrewai-providers', 'rcrewai: providers and cost', [instance, provider], [
  stat('Cost', 'currencyUSD', q(`sum(increase(rcrewai_llm_cost_usd_total{${PROVIDERS}}[$__range])) or vector(0)`), { description: 'Of the time that is shown; models without a price cost nothing here.' }),
  stat('Tokens', 'short', q(`sum(increase(rcrewai_llm_tokens_total{${PROVIDERS},kind=~"input|output"}[$__range]))`)),
  stat('Attempts', 'short', q(`sum(increase(rcrewai_llm_api_calls_total{${PROVIDERS}}[$__range]))`)),
  stat('Attempts that failed', 'percentunit', q('max(job_provider:rcrewai_llm_errors:ratio_rate5m{job="rcrewai",provider=~"$provider"})'), { thresholds: red(0.2), alert: 'RcrewaiProviderErrors' }),
  stat('Breakers not closed', 'none', q(`count(rcrewai_breaker_state{${PROVIDERS}} > 0) or vector(0)`), { thresholds: red(1), alert: 'RcrewaiBreakerOpen' }),
  stat('Budgets without room', 'none', q('sum(increase(rcrewai_budget_refused_total{job="rcrewai"}[$__range]))'), { thresholds: red(1), alert: 'RcrewaiBudgetExhausted' }),

  graph('Attempts', 'ops', q(rate('provider, model, status', 'rcrewai_llm_api_calls_total', PROVIDERS), '{{provider}}/{{model}} {{status}}'), { alert: 'RcrewaiProviderRefusesKey' }),
  graph('Share of errors', 'percentunit', q('job_provider:rcrewai_llm_errors:ratio_rate5m{job="rcrewai",provider=~"$provider"}', '{{provider}}'), { min: 0, alert: 'RcrewaiProviderErrors' }),
  graph('Time of one attempt', 's', [
    q(quantile(0.95, ['provider', 'model'], 'rcrewai_llm_call_duration_seconds', PROVIDERS), '95 % {{provider}}/{{model}}'),
    q(quantile(0.5, ['provider', 'model'], 'rcrewai_llm_call_duration_seconds', PROVIDERS), '50 % {{provider}}/{{model}}'),
  ]),

  graph('Circuit breakers', 'none', q(`max by (provider, model) (rcrewai_breaker_state{${PROVIDERS}})`, '{{provider}}/{{model}}'), {
    min: 0, max: 2, alert: 'RcrewaiBreakerOpen',
    mappings: [{ type: 'value', options: { 0: { text: 'closed' }, 1: { text: 'half-open' }, 2: { text: 'open' } } }],
  }),
  graph('Chats in flight and waiting', 'none', [
    q(`sum by (provider) (rcrewai_llm_in_flight{${PROVIDERS}})`, '{{provider}} in flight'),
    q(`sum by (provider) (rcrewai_llm_waiting{${PROVIDERS}})`, '{{provider}} waiting'),
  ], { min: 0, alert: 'RcrewaiProviderQueue' }),
  graph('Time of one wait, 95 %', 's', q(quantile(0.95, ['provider', 'why'], 'rcrewai_llm_wait_duration_seconds', PROVIDERS), '{{provider}}: {{why}}')),

  graph('Retries', 'ops', q(rate('provider, reason', 'rcrewai_llm_retries_total', PROVIDERS), '{{provider}}: {{reason}}')),
  graph('Fallbacks', 'ops', q(rate('from, to, reason', 'rcrewai_llm_fallbacks_total'), '{{from}} → {{to}}: {{reason}}')),
  graph('Budgets without room', 'none', q('sum by (budget) (increase(rcrewai_budget_refused_total{job="rcrewai"}[$__rate_interval]))', '{{budget}}'), { alert: 'RcrewaiBudgetExhausted' }),

  graph('Tokens', 'short', q(rate('provider, kind', 'rcrewai_llm_tokens_total', PROVIDERS), '{{provider}} {{kind}}')),
  graph('Cost of an hour, by model', 'currencyUSD', q(`sum by (provider, model) (increase(rcrewai_llm_cost_usd_total{${PROVIDERS}}[1h]))`, '{{provider}}/{{model}}')),
  graph('Cost of an hour, by provider', 'currencyUSD', q('job_provider:rcrewai_llm_cost_usd:increase1h{job="rcrewai",provider=~"$provider"}', '{{provider}}')),
]);

const runtime = dashboard('rcrewai-runtime', 'rcrewai: runtime', [instance], [
  stat('Living nodes', 'none', q('max(rcrewai_nodes{job="rcrewai"})'), { alert: 'RcrewaiNodeDown' }),
  stat('Store is durable', 'none', q('min(rcrewai_store_durable{job="rcrewai"})'), { ...upOrDown, alert: 'RcrewaiStoreNotDurable' }),
  stat('Memory of its limit', 'percentunit', q(`max(instance:rcrewai_memory_usage_bytes:share{${NODES}})`), { thresholds: red(0.85), alert: 'RcrewaiMemoryNearLimit' }),
  stat('Heap after collection', 'percentunit', q(`max(jvm_memory_usage_after_gc{${NODES}})`), { thresholds: red(0.85), alert: 'RcrewaiHighMemoryUsage' }),
  stat('File descriptors', 'percentunit', q(`max(process_files_open_files{${NODES}} / process_files_max_files)`), { thresholds: red(0.8), alert: 'RcrewaiFewFileDescriptors' }),
  stat('Given up by others', 'none', q(`sum(increase(rcrewai_node_given_up_total{${NODES}}[$__range]))`), { thresholds: red(1), alert: 'RcrewaiNodeGivenUp' }),

  graph('Heap and buffers in use', 'bytes', [
    q(`rcrewai_memory_usage_bytes{${NODES}}`, '{{instance}}'),
    q(`max(rcrewai_memory_limit_bytes{${NODES}})`, 'limit'),
  ], { min: 0, alert: 'RcrewaiMemoryNearLimit' }),
  graph('Heap', 'bytes', [
    q(`sum by (instance) (jvm_memory_used_bytes{${NODES},area="heap"})`, 'used {{instance}}'),
    q(`sum by (instance) (jvm_memory_committed_bytes{${NODES},area="heap"})`, 'committed {{instance}}'),
  ], { min: 0 }),
  graph('Memory beside the heap', 'bytes', q(`sum by (id) (jvm_memory_used_bytes{${NODES},area="nonheap"})`, '{{id}}'), { min: 0 }),

  graph('Time in garbage collection', 'percentunit', q(rate('instance', 'jvm_gc_pause_seconds_sum'), '{{instance}}'), { min: 0 }),
  graph('CPU', 'percentunit', [
    q(`process_cpu_usage{${NODES}}`, '{{instance}}'),
    q(`max(system_cpu_usage{${NODES}})`, 'machine'),
  ], { min: 0 }),
  graph('Threads', 'none', q(`sum by (state) (jvm_threads_states_threads{${NODES}})`, '{{state}}'), { min: 0 }),

  graph('Event loops: how late timers run', 's', [
    q(quantile(0.99, ['instance'], 'rcrewai_event_loop_lag_seconds'), '99 % {{instance}}'),
    q(`rcrewai_event_loop_lag_seconds_max{${NODES}}`, 'max {{instance}}'),
  ], { min: 0, alert: 'RcrewaiEventLoopBlocked' }),
  graph('Store reached', 'none', q(`rcrewai_store_up{${NODES}}`, '{{instance}}'), { min: 0, max: 1, alert: 'RcrewaiNodeLostStore' }),
  graph('Takeovers', 'none', [
    q(`sum by (instance) (increase(rcrewai_lease_takeovers_total{${NODES}}[${EVERY}]))`, 'by {{instance}}'),
    q(`sum by (instance) (increase(rcrewai_node_given_up_total{${NODES}}[${EVERY}]))`, 'given up: {{instance}}'),
  ], { min: 0, alert: 'RcrewaiLeaseTakeovers' }),

  graph('Age of secrets', 's', q(`max by (source) (rcrewai_secrets_age_seconds{${NODES}})`, '{{source}}'), { min: 0, alert: 'RcrewaiSecretsNotRefreshed' }),
  graph('Readings of secrets that failed', 'none', q(`sum by (source) (increase(rcrewai_secrets_refresh_failures_total{${NODES}}[${EVERY}]))`, '{{source}}'), { min: 0, alert: 'RcrewaiSecretsNotRefreshed' }),
  graph('Scrapes', 's', q(`scrape_duration_seconds{${NODES}}`, '{{instance}}'), { min: 0 }),
]);

for (const one of [overview, crews, providers, runtime]) {
  const file = new URL(`dashboards/${one.uid}.json`, import.meta.url);
  writeFileSync(file, `${JSON.stringify(one, null, 2)}\n`);
}
