-- Gives the pockets that a reversal reopens: those its original drew on, none before the day
-- that the reversal asks for.
CREATE FUNCTION ledger_reopened_v1(p_original uuid, p_earliest date)
RETURNS TABLE (dates date[], points bigint[])
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT
        coalesce(array_agg(kept.expires_on ORDER BY kept.expires_on), '{}'),
        coalesce(array_agg(kept.points ORDER BY kept.expires_on), '{}')
    FROM (
        SELECT
            greatest(drawn.expires_on, p_earliest) AS expires_on,
            sum(drawn.points)::bigint AS points
        FROM ledger_transfer AS original
        INNER JOIN ledger_entry AS entry ON entry.id = 2 * original.seq
        CROSS JOIN unnest(entry.pocket_dates, entry.pocket_amounts) AS drawn (expires_on, points)
        WHERE original.id = p_original
        GROUP BY 1
    ) AS kept
$$;
