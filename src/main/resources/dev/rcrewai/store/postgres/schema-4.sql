-- How far webhooks have been told: one row per execution whose webhook has something to be told.
-- It has been told up to seq and is to be told up to wanted; without due there is nothing to do,
-- or it was given up.
CREATE TABLE deliveries (
  execution uuid PRIMARY KEY,
  seq bigint NOT NULL,
  wanted bigint NOT NULL,
  since bigint NOT NULL, -- when the oldest that was not told happened, or a little earlier
  due bigint,
  claim bigint NOT NULL DEFAULT 0,
  tries integer NOT NULL DEFAULT 0,
  error text
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02);
CREATE INDEX deliveries_due ON deliveries (due) WHERE due IS NOT NULL;
CREATE INDEX deliveries_since ON deliveries (since) WHERE due IS NOT NULL;
CREATE INDEX deliveries_dead ON deliveries (execution) WHERE due IS NULL AND wanted > seq;

-- This event is to be told, at once where nothing before it waits.
CREATE FUNCTION want_1(p_execution uuid, p_told bigint, p_wanted bigint, p_at bigint) RETURNS bigint
LANGUAGE sql VOLATILE AS $$
  INSERT INTO deliveries AS d (execution, seq, wanted, since, due)
  VALUES (p_execution, p_told, p_wanted, p_at, p_at)
  ON CONFLICT (execution) DO UPDATE SET wanted = excluded.wanted,
    since = CASE WHEN d.wanted > d.seq THEN d.since ELSE excluded.since END,
    due = CASE WHEN d.wanted > d.seq THEN d.due ELSE excluded.due END
  RETURNING d.wanted;
$$;
