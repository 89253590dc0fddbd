-- A memory's vector may stand as an array in place of bytes: where the extension "vector" is there, the
-- database compares it. Elsewhere bytes are written, which are read faster. No column is of the
-- extension's type, so that the table can be restored where there is none.
ALTER TABLE memories ADD COLUMN floats real[];
ALTER TABLE memories ALTER COLUMN floats SET STORAGE EXTERNAL; -- such numbers do not compress

-- remember_1, and arrays as text, because those of one call are of different lengths.
CREATE FUNCTION remember_2(
  p_caller text, p_crew text, p_execution uuid, p_at bigint, p_ids text[], p_kinds text[],
  p_texts text[], p_embedders text[], p_vectors bytea[], p_floats text[], p_replaced text[],
  p_bound text[], p_most integer[]) RETURNS void
LANGUAGE sql VOLATILE AS $$
  SELECT pg_advisory_xact_lock(hashtextextended(p_caller || chr(1) || p_crew, 5));
  INSERT INTO memories AS m
    (id, caller, crew_name, kind, execution, text, at, embedder, vector, floats)
  SELECT n.id, p_caller, p_crew, n.kind, p_execution, n.text, p_at, n.embedder, n.vector,
    n.floats::real[]
  FROM unnest(p_ids, p_kinds, p_texts, p_embedders, p_vectors, p_floats)
    AS n (id, kind, text, embedder, vector, floats)
  ON CONFLICT (id) DO UPDATE SET execution = excluded.execution, text = excluded.text,
    at = excluded.at, embedder = excluded.embedder, vector = excluded.vector,
    floats = excluded.floats
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
