-- Names the marks of time that say something else than the entries of their stretch, or that
-- leave entries out between them.
CREATE FUNCTION ledger_audit_marks_v1(p_asset text, p_limit bigint)
RETURNS TABLE (account_id bigint, entry_id bigint, transfer_id uuid, what text)
LANGUAGE sql STABLE
AS $$
    SELECT
        mark.account_id,
        NULL::bigint,
        NULL::uuid,
        CASE
            WHEN mark.first <> mark.due
                THEN format(
                    'mark of places %s to %s, should begin at %s', mark.first, mark.last, mark.due
                )
            ELSE format(
                'mark of places %s to %s says %s between %s and %s, they come to %s between %s and %s',
                mark.first, mark.last, mark.points, mark.at_min, mark.at_max, counted.points,
                counted.at_min, counted.at_max
            )
        END
    FROM (
        SELECT
            one.*,
            coalesce(
                lag(one.last) OVER (PARTITION BY one.account_id ORDER BY one.last), 0
            ) + 1 AS due
        FROM ledger_timemark AS one
        LEFT JOIN ledger_account AS account ON one.account_id = account.id
        WHERE p_asset IS NULL OR account.asset = p_asset
    ) AS mark
    CROSS JOIN LATERAL (
        SELECT
            sum(entry.amount) AS points,
            min(moved.at) AS at_min,
            max(moved.at) AS at_max,
            count(*) AS entries
        FROM ledger_entry AS entry
        INNER JOIN ledger_transfer AS moved ON entry.transfer_id = moved.id
        WHERE
            entry.account_id = mark.account_id
            AND entry.seq >= mark.first AND entry.seq <= mark.last
    ) AS counted
    WHERE
        mark.first <> mark.due
        OR counted.entries <> mark.last - mark.first + 1
        OR (mark.points, mark.at_min, mark.at_max)
        IS DISTINCT FROM (counted.points, counted.at_min, counted.at_max)
    ORDER BY mark.account_id, mark.last
    LIMIT p_limit
$$;
