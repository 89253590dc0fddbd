-- To be replaced.
SELECT 1;
