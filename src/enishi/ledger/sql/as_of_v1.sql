-- Adds up what an account with a floor held at a moment: everything that happened before it.
-- Marked stretches that lie before it count whole, those after it not at all; the few that the
-- moment cuts, and what is not marked yet, are looked through entry by entry.
CREATE FUNCTION ledger_as_of_v1(p_account bigint, p_at timestamptz)
RETURNS bigint
LANGUAGE sql
STABLE
AS $$
    WITH mark AS MATERIALIZED (
        SELECT
            stretch.first,
            stretch.last,
            stretch.points,
            stretch.at_min,
            stretch.at_max
        FROM ledger_timemark AS stretch
        WHERE stretch.account_id = p_account
    ),

    open_stretch AS (
        SELECT
            mark.first,
            mark.last
        FROM mark
        WHERE mark.at_min < p_at AND mark.at_max >= p_at
        UNION ALL
        SELECT
            coalesce(max(mark.last), 0) + 1 AS first,
            9223372036854775807 AS last
        FROM mark
    )

    SELECT (
        coalesce((SELECT sum(mark.points) FROM mark WHERE mark.at_max < p_at), 0)
        + coalesce((
            SELECT sum(entry.amount)
            FROM open_stretch
            INNER JOIN ledger_entry AS entry
                ON
                    entry.account_id = p_account
                    AND entry.seq >= open_stretch.first AND entry.seq <= open_stretch.last
            INNER JOIN ledger_transfer AS moved ON entry.transfer_id = moved.id
            WHERE moved.at < p_at
        ), 0)
    )::bigint
$$;
