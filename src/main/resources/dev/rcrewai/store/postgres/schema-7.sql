-- Half of a page is for what its rows become: an execution is written three times within a moment,
-- and an update that stays in its page costs no index entry.
ALTER TABLE executions SET (fillfactor = 50);

-- Who is signalled, without those who were not.
CREATE INDEX executions_signalled ON executions (node) WHERE signalled;

-- A node's writes go in groups: a function takes an array for each column, with an element for each
-- write, and writes all of them with as few statements as for one. They are planned once: a plan for
-- one element is as good for many.

-- Accepts executions, each whole or not at all and whatever becomes of the others; together, all or
-- none, by what the first is answered. Gives a row for each, in their order. A caller's are next to
-- one another, and everybody has callers and keys in the same order, which is that of the locks; no
-- key is there twice.
--
-- Each statement in here sees what was committed before it began: full or not is found out first, a
-- key looked up after it, so that a twin that took the last place is found by its key. Near a
-- caller's limit its executions are accepted one after the other; far from it nobody waits, and who
-- counted a moment ago need not count again.
CREATE FUNCTION accept_2(
  p_ids uuid[], p_crew_names text[], p_callers text[], p_statuses text[], p_request_ids text[],
  p_created_at bigint[], p_started_at bigint[], p_input_tokens bigint[], p_cached_tokens bigint[],
  p_output_tokens bigint[], p_reasoning_tokens bigint[], p_costs_usd text[],
  p_last_seqs bigint[], p_deadlines bigint[], p_nodes text[], p_crew_hashes text[],
  p_events text[], p_wanted bigint[], p_wanted_at bigint[], p_key_callers text[],
  p_operations text[], p_keys text[], p_body_hashes text[], p_kept_until bigint[],
  p_queued_max integer[], p_caller_open_max integer[], p_counts_queued boolean[],
  p_counts_open boolean[], p_known_hashes text[], p_known_crews text[], p_now bigint,
  p_together boolean
) RETURNS TABLE (answer text, earlier uuid, queued_now integer, open_now integer)
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
DECLARE
  far_from_limit CONSTANT integer := 500;
  lock_class CONSTANT integer := 1919112823;
  places CONSTANT integer := CASE WHEN p_together THEN cardinality(p_ids) ELSE 1 END;
  m record;
  found_hash text;
  last_caller text;
  open_counted integer; -- of the last caller, up to the bound
  open_bound integer;
  opened integer; -- by this call
  queued_counted integer;
  queued_bound integer := -1;
  enqueued integer := 0;
  turn bigint;
  turns bigint[] := '{}';
  are_stored boolean[] := '{}';
BEGIN
  FOR m IN
    SELECT *
    FROM unnest(
      p_ids, p_callers, p_nodes, p_key_callers, p_operations, p_keys, p_body_hashes, p_kept_until,
      p_queued_max, p_caller_open_max, p_counts_queued, p_counts_open)
    AS member (
      id, caller, node, key_caller, operation, key, body_hash, kept_until, queued_max, open_max,
      counts_queued, counts_open)
  LOOP
    IF last_caller IS DISTINCT FROM m.caller THEN
      last_caller := m.caller;
      open_bound := -1;
      opened := 0;
      turn := NULL;
    END IF;

    IF NOT p_together OR answer IS NULL THEN
      answer := NULL;
      earlier := NULL;
      queued_now := NULL;
      open_now := NULL;
      IF m.counts_open THEN
        IF m.open_max > open_bound THEN
          open_bound := m.open_max;
          open_counted := open_1(m.caller, open_bound);
          IF open_counted + cardinality(p_ids) + far_from_limit >= open_bound THEN
            PERFORM pg_advisory_xact_lock(lock_class, hashtext(m.caller));
            open_counted := open_1(m.caller, open_bound);
          END IF;
        END IF;
        open_now := open_counted + opened;
      END IF;
      IF m.counts_queued AND m.node IS NULL THEN
        IF m.queued_max > queued_bound THEN
          queued_bound := m.queued_max;
          SELECT count(*) INTO queued_counted FROM (
            SELECT FROM executions WHERE queued IS NOT NULL LIMIT queued_bound) AS bounded;
        END IF;
        queued_now := queued_counted + enqueued;
      END IF;

      IF m.key IS NOT NULL THEN
        SELECT k.execution, k.body_hash INTO earlier, found_hash
        FROM keys k
        WHERE k.caller = m.key_caller AND k.operation = m.operation AND k.key = m.key
          AND (k.kept_until > p_now OR EXISTS (
            SELECT FROM executions e WHERE e.id = k.execution AND e.ended_at IS NULL));
      END IF;
      IF earlier IS NULL AND open_now + places > m.open_max THEN
        answer := 'caller_full';
      ELSIF earlier IS NULL AND queued_now + places > m.queued_max THEN
        answer := 'queue_full';
      ELSIF earlier IS NULL AND m.key IS NOT NULL THEN
        -- Waits for a twin that is being accepted at this moment.
        INSERT INTO keys AS k (caller, operation, key, body_hash, execution, kept_until)
        VALUES (m.key_caller, m.operation, m.key, m.body_hash, m.id, m.kept_until)
        ON CONFLICT (caller, operation, key) DO UPDATE
        SET body_hash = excluded.body_hash, execution = excluded.execution,
          kept_until = excluded.kept_until
        WHERE k.kept_until <= p_now AND NOT EXISTS (
          SELECT FROM executions e WHERE e.id = k.execution AND e.ended_at IS NULL);
        IF NOT FOUND THEN
          SELECT k.execution, k.body_hash INTO STRICT earlier, found_hash
          FROM keys k
          WHERE k.caller = m.key_caller AND k.operation = m.operation AND k.key = m.key;
        END IF;
      END IF;
      IF earlier IS NOT NULL THEN
        answer := CASE WHEN found_hash = m.body_hash THEN 'replayed' ELSE 'key_reused' END;
      END IF;
      answer := coalesce(answer, 'stored');
    END IF;

    IF answer = 'stored' THEN
      opened := opened + 1;
      IF m.node IS NULL THEN
        enqueued := enqueued + 1;
        turn := coalesce(turn + 1, next_turn_1(m.caller));
      END IF;
    END IF;
    are_stored := are_stored || (answer = 'stored');
    turns := turns || CASE WHEN m.node IS NULL THEN turn END;
    RETURN NEXT;
  END LOOP;

  INSERT INTO crews (hash, crew)
  SELECT known.hash, known.crew
  FROM unnest(p_known_hashes, p_known_crews) AS known (hash, crew)
  WHERE NOT EXISTS (SELECT FROM crews c WHERE c.hash = known.hash)
    AND EXISTS (
      SELECT FROM unnest(p_crew_hashes, are_stored) AS member (hash, is_stored)
      WHERE member.hash = known.hash AND is_stored)
  ORDER BY known.hash
  ON CONFLICT DO NOTHING;
  INSERT INTO executions (
    id, crew_name, crew_hash, caller, status, request_id, created_at, started_at, input_tokens,
    cached_tokens, output_tokens, reasoning_tokens, cost_usd, last_seq, deadline, node, epoch,
    queued)
  SELECT
    id, crew_name, crew_hash, caller, status, request_id, created_at, started_at, input_tokens,
    cached_tokens, output_tokens, reasoning_tokens, cost_usd::numeric, last_seq, deadline, node,
    CASE WHEN node IS NULL THEN 0 ELSE 1 END, turn
  FROM unnest(
    p_ids, p_crew_names, p_crew_hashes, p_callers, p_statuses, p_request_ids, p_created_at,
    p_started_at, p_input_tokens, p_cached_tokens, p_output_tokens, p_reasoning_tokens,
    p_costs_usd, p_last_seqs, p_deadlines, p_nodes, turns, are_stored)
  AS member (
    id, crew_name, crew_hash, caller, status, request_id, created_at, started_at, input_tokens,
    cached_tokens, output_tokens, reasoning_tokens, cost_usd, last_seq, deadline, node, turn,
    is_stored)
  WHERE is_stored;
  INSERT INTO batches (execution, first_seq, last_seq, chars, events)
  SELECT id, 1, last_seq, length(events), events
  FROM unnest(p_ids, p_last_seqs, p_events, are_stored) AS member (id, last_seq, events, is_stored)
  WHERE is_stored;
  IF cardinality(array_remove(p_wanted, NULL)) > 0 THEN
    PERFORM want_1(id, 0, wanted, wanted_at)
    FROM unnest(p_ids, p_wanted, p_wanted_at, are_stored)
    AS member (id, wanted, wanted_at, is_stored)
    WHERE is_stored AND wanted IS NOT NULL;
  END IF;
END;
$$;

-- Moves executions on where lease and last seq are the batch's, and stores the events with it; gives
-- those that it moved. One that is parked with a signal unseen is queued instead. No execution is
-- there twice, and everybody has them in the same order, which is that of the locks.
--
-- Each is to be found by its id, and the planner must not see another way: it plans while the table
-- is empty, and would go through all that run for each of the batches. So no other condition fits an
-- index, and by the LIMIT it expects one batch.
CREATE FUNCTION append_1(
  p_ids uuid[], p_nodes text[], p_epochs bigint[], p_expected_seqs bigint[], p_statuses text[],
  p_are_progress boolean[], p_outcomes text[], p_started_at bigint[], p_ended_at bigint[],
  p_input_tokens bigint[], p_cached_tokens bigint[], p_output_tokens bigint[],
  p_reasoning_tokens bigint[], p_costs_usd text[], p_last_seqs bigint[], p_due bigint[],
  p_events text[], p_wanted bigint[], p_wanted_at bigint[]
) RETURNS TABLE (id uuid, status text, wanted bigint)
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  WITH moved AS (
    UPDATE executions AS e SET
      status = CASE WHEN b.status = 'waiting' AND signalled THEN 'queued' ELSE b.status END,
      queued = CASE WHEN b.status = 'queued' OR b.status = 'waiting' AND signalled THEN 0 END,
      node = CASE WHEN b.status = 'running' THEN e.node END,
      deaths = CASE WHEN is_progress THEN 0 ELSE deaths END,
      outcome = b.outcome, started_at = b.started_at, ended_at = b.ended_at,
      input_tokens = b.input_tokens, cached_tokens = b.cached_tokens,
      output_tokens = b.output_tokens, reasoning_tokens = b.reasoning_tokens,
      cost_usd = b.cost_usd::numeric, last_seq = b.last_seq, deadline = b.due
    FROM (
      SELECT *
      FROM unnest(
        p_ids, p_nodes, p_epochs, p_expected_seqs, p_statuses, p_are_progress, p_outcomes,
        p_started_at, p_ended_at, p_input_tokens, p_cached_tokens, p_output_tokens,
        p_reasoning_tokens, p_costs_usd, p_last_seqs, p_due)
      WITH ORDINALITY AS batch (
        id, node, epoch, expected_seq, status, is_progress, outcome, started_at, ended_at,
        input_tokens, cached_tokens, output_tokens, reasoning_tokens, cost_usd, last_seq, due, i)
      LIMIT cardinality(p_ids)) AS b
    WHERE e.id = b.id AND e.node IS NOT DISTINCT FROM b.node AND e.epoch = b.epoch
      AND e.last_seq = b.expected_seq AND e.status IS NOT DISTINCT FROM 'running'
    RETURNING e.id, e.status, b.expected_seq, b.last_seq, b.i),
  stored AS (
    INSERT INTO batches (execution, first_seq, last_seq, chars, events)
    SELECT id, expected_seq + 1, last_seq, length(p_events[i]), p_events[i] FROM moved)
  SELECT id, status,
    CASE WHEN p_wanted[i] IS NOT NULL
      THEN want_1(id, expected_seq, p_wanted[i], p_wanted_at[i]) END
  FROM moved;
END;
$$;
