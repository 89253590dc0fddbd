-- Times are nanoseconds since 1970; what compares them with the database's own clock is timestamptz.

CREATE TABLE nodes (
  node text PRIMARY KEY,
  expires_at timestamptz NOT NULL,
  since timestamptz NOT NULL -- it has lived from then on without a break
);

-- Which node runs suspects: one row.
CREATE TABLE lane (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  node text
);
INSERT INTO lane DEFAULT VALUES;

-- What the health check writes: one row.
CREATE TABLE probe (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  at timestamptz NOT NULL
);

-- Most updates touch no indexed column; with room in its page such an update costs no index entry.
CREATE TABLE executions (
  id uuid PRIMARY KEY,
  crew_name text NOT NULL,
  crew_hash text NOT NULL,
  caller text NOT NULL,
  status text NOT NULL,
  outcome text,
  request_id text,
  created_at bigint NOT NULL,
  started_at bigint,
  ended_at bigint,
  input_tokens bigint NOT NULL,
  cached_tokens bigint NOT NULL,
  output_tokens bigint NOT NULL,
  reasoning_tokens bigint NOT NULL,
  cost_usd numeric,
  last_seq bigint NOT NULL,
  deadline bigint NOT NULL,
  node text,
  epoch bigint NOT NULL,
  queued bigint,
  deaths integer NOT NULL DEFAULT 0,
  signalled boolean NOT NULL DEFAULT false
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02);

-- Lists: one of any status reads these once for each status, so that four serve every filter. What
-- they begin with is one value, because the planner takes columns for independent of one another,
-- and would rather filter a shorter index than use the one that has them all.
CREATE INDEX executions_status ON executions (status, created_at, id);
CREATE INDEX executions_caller ON executions ((ARRAY[caller, status]), created_at, id);
CREATE INDEX executions_crew ON executions ((ARRAY[crew_name, status]), created_at, id);
CREATE INDEX executions_caller_crew
  ON executions ((ARRAY[caller, crew_name, status]), created_at, id);
CREATE INDEX executions_request ON executions (request_id, created_at, id)
  WHERE request_id IS NOT NULL;

-- The queue's order is (queued, id): what came back has 0 and goes first, by acceptance; the
-- others have numbers that let the callers take turns (start-time fair queuing).
CREATE INDEX executions_queue ON executions (queued, id) WHERE queued IS NOT NULL;
CREATE INDEX executions_turns ON executions (caller, queued) WHERE queued IS NOT NULL;
CREATE INDEX executions_suspects ON executions (id) WHERE queued IS NOT NULL AND deaths = 2;
CREATE INDEX executions_deadline ON executions (deadline) WHERE queued IS NOT NULL;

CREATE INDEX executions_open ON executions (caller) WHERE ended_at IS NULL;
CREATE INDEX executions_node ON executions (node) WHERE node IS NOT NULL;
CREATE INDEX executions_ended ON executions (ended_at) WHERE ended_at IS NOT NULL;

-- One row per append batch, whatever the number of its events.
CREATE TABLE batches (
  execution uuid NOT NULL,
  first_seq bigint NOT NULL,
  last_seq bigint NOT NULL,
  chars integer NOT NULL,
  events text NOT NULL,
  PRIMARY KEY (execution, last_seq)
);

CREATE TABLE crews (
  hash text PRIMARY KEY,
  crew text NOT NULL
);

CREATE TABLE signals (
  execution uuid NOT NULL,
  key text NOT NULL,
  place bigint GENERATED ALWAYS AS IDENTITY,
  signal text NOT NULL,
  PRIMARY KEY (execution, key)
);

CREATE TABLE keys (
  caller text NOT NULL,
  operation text NOT NULL,
  key text NOT NULL,
  body_hash text NOT NULL,
  execution uuid NOT NULL,
  kept_until bigint NOT NULL,
  PRIMARY KEY (caller, operation, key)
);
CREATE INDEX keys_execution ON keys (execution);

-- Functions carry a version: a change is a new function, and the old one stays for older servers.

-- The turn that a caller's next execution gets: after its own last one; level with the next turn
-- of all where it has none.
CREATE FUNCTION next_turn_1(p_caller text) RETURNS bigint
LANGUAGE sql VOLATILE AS $$
  SELECT coalesce(
    (SELECT max(queued) + 1 FROM executions WHERE caller = p_caller AND queued > 0),
    (SELECT min(queued) FROM executions WHERE queued > 0),
    1);
$$;

-- The executions of a caller that have not ended, counted up to the bound.
CREATE FUNCTION open_1(p_caller text, p_bound integer) RETURNS integer
LANGUAGE sql VOLATILE AS $$
  SELECT count(*)::integer FROM (
    SELECT FROM executions WHERE caller = p_caller AND ended_at IS NULL LIMIT p_bound) AS bounded;
$$;

-- The execution that a key stands for, where the key is not over: its time is up and the
-- execution has ended.
CREATE FUNCTION keyed_1(
  p_caller text, p_operation text, p_key text, p_now bigint,
  OUT execution uuid, OUT body_hash text
) LANGUAGE sql VOLATILE AS $$
  SELECT k.execution, k.body_hash
  FROM keys k
  WHERE k.caller = p_caller AND k.operation = p_operation AND k.key = p_key
    AND (k.kept_until > p_now OR EXISTS (
      SELECT FROM executions e WHERE e.id = k.execution AND e.ended_at IS NULL));
$$;

-- Accepts an execution, whole or not at all. Each statement in here sees what was committed
-- before it began: full or not is found out first, a key looked up after it, so that a twin that
-- took the last place is found by its key. Near a caller's limit its executions are accepted one
-- after the other; far from it nobody waits, and who counted a moment ago need not count again.
CREATE FUNCTION accept_1(
  p_id uuid, p_crew_name text, p_caller text, p_status text, p_request_id text,
  p_created_at bigint, p_started_at bigint, p_input_tokens bigint, p_cached_tokens bigint,
  p_output_tokens bigint, p_reasoning_tokens bigint, p_cost_usd numeric, p_last_seq bigint,
  p_deadline bigint, p_node text, p_crew_hash text, p_crew text, p_events text,
  p_key_caller text, p_operation text, p_key text, p_body_hash text, p_kept_until bigint,
  p_now bigint, p_queued_max integer, p_caller_open_max integer, p_counts_queued boolean,
  p_counts_open boolean,
  OUT answer text, OUT earlier uuid, OUT queued_now integer, OUT open_now integer
) LANGUAGE plpgsql AS $$
DECLARE
  far_from_limit CONSTANT integer := 500;
  lock_class CONSTANT integer := 1919112823;
  found_hash text;
BEGIN
  IF p_counts_open THEN
    open_now := open_1(p_caller, p_caller_open_max);
    IF open_now + far_from_limit >= p_caller_open_max THEN
      PERFORM pg_advisory_xact_lock(lock_class, hashtext(p_caller));
      open_now := open_1(p_caller, p_caller_open_max);
    END IF;
  END IF;
  IF p_counts_queued AND p_node IS NULL THEN
    SELECT count(*) INTO queued_now FROM (
      SELECT FROM executions WHERE queued IS NOT NULL LIMIT p_queued_max) AS bounded;
  END IF;

  IF p_key IS NOT NULL THEN
    SELECT k.execution, k.body_hash INTO earlier, found_hash
    FROM keyed_1(p_key_caller, p_operation, p_key, p_now) AS k;
  END IF;
  IF earlier IS NULL AND open_now >= p_caller_open_max THEN
    answer := 'caller_full';
    RETURN;
  END IF;
  IF earlier IS NULL AND queued_now >= p_queued_max THEN
    answer := 'queue_full';
    RETURN;
  END IF;

  IF earlier IS NULL AND p_key IS NOT NULL THEN
    -- Waits for a twin that is being accepted at this moment.
    INSERT INTO keys AS k (caller, operation, key, body_hash, execution, kept_until)
    VALUES (p_key_caller, p_operation, p_key, p_body_hash, p_id, p_kept_until)
    ON CONFLICT (caller, operation, key) DO UPDATE
    SET body_hash = excluded.body_hash, execution = excluded.execution,
      kept_until = excluded.kept_until
    WHERE k.kept_until <= p_now AND NOT EXISTS (
      SELECT FROM executions e WHERE e.id = k.execution AND e.ended_at IS NULL);
    IF NOT FOUND THEN
      SELECT k.execution, k.body_hash INTO STRICT earlier, found_hash
      FROM keys k
      WHERE k.caller = p_key_caller AND k.operation = p_operation AND k.key = p_key;
    END IF;
  END IF;
  IF earlier IS NOT NULL THEN
    answer := CASE WHEN found_hash = p_body_hash THEN 'replayed' ELSE 'key_reused' END;
    RETURN;
  END IF;

  INSERT INTO crews (hash, crew)
  SELECT p_crew_hash, p_crew WHERE NOT EXISTS (SELECT FROM crews WHERE hash = p_crew_hash)
  ON CONFLICT DO NOTHING;
  INSERT INTO executions (
    id, crew_name, crew_hash, caller, status, request_id, created_at, started_at, input_tokens,
    cached_tokens, output_tokens, reasoning_tokens, cost_usd, last_seq, deadline, node, epoch,
    queued)
  VALUES (
    p_id, p_crew_name, p_crew_hash, p_caller, p_status, p_request_id, p_created_at,
    p_started_at, p_input_tokens, p_cached_tokens, p_output_tokens, p_reasoning_tokens,
    p_cost_usd, p_last_seq, p_deadline, p_node, CASE WHEN p_node IS NULL THEN 0 ELSE 1 END,
    CASE WHEN p_node IS NULL THEN next_turn_1(p_caller) END);
  INSERT INTO batches (execution, first_seq, last_seq, chars, events)
  VALUES (p_id, 1, p_last_seq, length(p_events), p_events);
  answer := 'stored';
END;
$$;

-- Leaves a signal. A waiting execution goes back into the queue; one that is running remembers it,
-- for the case that its owner parks it unseen.
CREATE FUNCTION signal_1(
  p_id uuid, p_key text, p_signal text, OUT answer text, OUT woken boolean
) LANGUAGE plpgsql AS $$
DECLARE
  was text;
BEGIN
  woken := false;
  SELECT status INTO was FROM executions WHERE id = p_id FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    answer := 'not_found';
    RETURN;
  END IF;
  IF was NOT IN ('queued', 'running', 'waiting') THEN
    answer := 'ended';
    RETURN;
  END IF;
  INSERT INTO signals (execution, key, signal) VALUES (p_id, p_key, p_signal)
  ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    answer := 'duplicate';
    RETURN;
  END IF;
  woken := was = 'waiting';
  UPDATE executions
  SET signalled = true, status = CASE WHEN woken THEN 'queued' ELSE status END,
    queued = CASE WHEN woken THEN 0 ELSE queued END
  WHERE id = p_id;
  answer := 'stored';
END;
$$;

-- Renews a node; once it has lived for that time without a break, it gives up those whose time is
-- over. Before that it may be the database that was away, and the others had no chance either.
CREATE FUNCTION heartbeat_1(
  p_node text, p_ttl_millis bigint, OUT renewed boolean, OUT put_back integer
) LANGUAGE plpgsql AS $$
DECLARE
  ttl CONSTANT interval := p_ttl_millis * interval '1 millisecond';
  alive_since timestamptz;
  gone text[];
BEGIN
  put_back := 0;
  UPDATE nodes
  SET since = CASE WHEN expires_at < clock_timestamp() THEN clock_timestamp() ELSE since END,
    expires_at = clock_timestamp() + ttl
  WHERE node = p_node
  RETURNING since INTO alive_since;
  renewed := FOUND;
  IF NOT renewed OR clock_timestamp() - alive_since < ttl THEN
    RETURN;
  END IF;
  DELETE FROM nodes WHERE node IN (
    SELECT node FROM nodes WHERE expires_at < clock_timestamp() FOR UPDATE SKIP LOCKED);
  gone := ARRAY(
    SELECT node FROM executions WHERE node IS NOT NULL EXCEPT SELECT node FROM nodes);
  IF cardinality(gone) = 0 THEN
    RETURN;
  END IF;
  -- What somebody else is writing at this moment comes with the next heartbeat.
  UPDATE executions
  SET status = 'queued', node = NULL, queued = 0, deaths = deaths + 1
  WHERE id IN (
    SELECT id FROM executions WHERE node = ANY (gone) FOR NO KEY UPDATE SKIP LOCKED);
  GET DIAGNOSTICS put_back = ROW_COUNT;
END;
$$;
