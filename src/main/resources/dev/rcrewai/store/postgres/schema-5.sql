-- What crews remember for their callers: a row each. Its vector, where there is one, compares with
-- those of the same embedder.
CREATE TABLE memories (
  id text COLLATE "C" PRIMARY KEY,
  caller text NOT NULL,
  crew_name text NOT NULL,
  kind text NOT NULL,
  execution uuid NOT NULL,
  text text NOT NULL,
  at bigint NOT NULL,
  embedder text,
  vector bytea
);
CREATE INDEX memories_scope ON memories (caller, crew_name, kind, at, id);
CREATE INDEX memories_caller ON memories (caller, at, id);
CREATE INDEX memories_at ON memories (at);

-- Keeps what a task taught, and of each kind no more than so many. One after another in a scope, so
-- that two at once do not wait for each other's rows.
CREATE FUNCTION remember_1(
  p_caller text, p_crew text, p_execution uuid, p_at bigint, p_ids text[], p_kinds text[],
  p_texts text[], p_embedders text[], p_vectors bytea[], p_replaced text[], p_bound text[],
  p_most integer[]) RETURNS void
LANGUAGE sql VOLATILE AS $$
  SELECT pg_advisory_xact_lock(hashtextextended(p_caller || chr(1) || p_crew, 5));
  INSERT INTO memories AS m
    (id, caller, crew_name, kind, execution, text, at, embedder, vector)
  SELECT n.id, p_caller, p_crew, n.kind, p_execution, n.text, p_at, n.embedder, n.vector
  FROM unnest(p_ids, p_kinds, p_texts, p_embedders, p_vectors)
    AS n (id, kind, text, embedder, vector)
  ON CONFLICT (id) DO UPDATE SET execution = excluded.execution, text = excluded.text,
    at = excluded.at, embedder = excluded.embedder, vector = excluded.vector
  WHERE excluded.at >= m.at;
  DELETE FROM memories
  WHERE id = ANY (p_replaced) AND caller = p_caller AND crew_name = p_crew;
  DELETE FROM memories WHERE id IN (
    SELECT ranked.id FROM (
      SELECT id, kind, row_number() OVER (PARTITION BY kind ORDER BY at DESC, id DESC) AS place
      FROM memories WHERE caller = p_caller AND crew_name = p_crew) AS ranked
    JOIN unnest(p_bound, p_most) AS b (kind, most) ON b.kind = ranked.kind
    WHERE ranked.place > b.most);
$$;
