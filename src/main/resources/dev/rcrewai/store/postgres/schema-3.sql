-- Executions that wait for people: deadline says when the first of their questions expires. What has
-- to be looked at by then is in one index, whatever it waits for; executions_deadline serves the
-- servers of before.
CREATE INDEX executions_due ON executions (deadline)
  WHERE queued IS NOT NULL OR status = 'waiting';
