-- What executions, crews and callers have spent, and what calls under way may cost at most. Hot
-- rows: no indexed column changes within an account's life but by the day.
CREATE TABLE accounts (
  account text PRIMARY KEY,
  spent_tokens bigint NOT NULL DEFAULT 0,
  held_tokens bigint NOT NULL DEFAULT 0,
  spent_nano_usd bigint NOT NULL DEFAULT 0,
  held_nano_usd bigint NOT NULL DEFAULT 0,
  kept_until bigint NOT NULL
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);
CREATE INDEX accounts_kept_until ON accounts (kept_until);

-- Those that nobody has settled yet.
CREATE TABLE reservations (
  id uuid PRIMARY KEY,
  kept_until bigint NOT NULL
);
CREATE INDEX reservations_kept_until ON reservations (kept_until);

-- Holds the amount in all accounts and gives nothing back, or holds nothing and gives back how they
-- stand. Everybody locks accounts in the order of their names, and reservations after them.
CREATE FUNCTION reserve_1(
  p_id uuid, p_id_kept_until bigint, p_accounts text[], p_limit_tokens bigint[],
  p_limit_nano_usd bigint[], p_kept_until bigint[], p_tokens bigint, p_nano_usd bigint
) RETURNS SETOF accounts LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO accounts (account, kept_until)
  SELECT account, kept FROM unnest(p_accounts, p_kept_until) AS asked (account, kept)
  ORDER BY account
  ON CONFLICT DO NOTHING;
  PERFORM FROM accounts WHERE account = ANY (p_accounts) ORDER BY account FOR NO KEY UPDATE;

  IF EXISTS (SELECT FROM reservations WHERE id = p_id) THEN
    RETURN; -- its answer was lost
  END IF;
  IF EXISTS (
    SELECT FROM accounts a
    JOIN unnest(p_accounts, p_limit_tokens, p_limit_nano_usd) AS asked (account, tokens, nano_usd)
      USING (account)
    WHERE a.spent_tokens + a.held_tokens + p_tokens > asked.tokens
      OR a.spent_nano_usd + a.held_nano_usd + p_nano_usd > asked.nano_usd)
  THEN
    RETURN QUERY SELECT * FROM accounts WHERE account = ANY (p_accounts);
    RETURN;
  END IF;

  INSERT INTO reservations (id, kept_until) VALUES (p_id, p_id_kept_until);
  UPDATE accounts AS a
  SET held_tokens = a.held_tokens + p_tokens, held_nano_usd = a.held_nano_usd + p_nano_usd,
    kept_until = asked.kept
  FROM unnest(p_accounts, p_kept_until) AS asked (account, kept)
  WHERE a.account = asked.account;
END;
$$;

-- Replaces what is held by what was used; nothing where it is settled already.
CREATE FUNCTION settle_1(
  p_id uuid, p_accounts text[], p_held_tokens bigint, p_held_nano_usd bigint,
  p_used_tokens bigint, p_used_nano_usd bigint
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM accounts WHERE account = ANY (p_accounts) ORDER BY account FOR NO KEY UPDATE;
  DELETE FROM reservations WHERE id = p_id;
  IF FOUND THEN
    UPDATE accounts
    SET held_tokens = held_tokens - p_held_tokens, held_nano_usd = held_nano_usd - p_held_nano_usd,
      spent_tokens = spent_tokens + p_used_tokens, spent_nano_usd = spent_nano_usd + p_used_nano_usd
    WHERE account = ANY (p_accounts);
  END IF;
END;
$$;
