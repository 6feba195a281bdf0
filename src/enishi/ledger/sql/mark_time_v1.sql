-- Writes marks for accounts that are long enough without one: each over so many entries.
-- Entries never change and have no gaps, so a mark stays true. Says how many marks are new.
CREATE FUNCTION ledger_mark_time_v1(p_entries integer, p_accounts integer)
RETURNS bigint
LANGUAGE sql
AS $$
    WITH long_account AS (
        SELECT
            account.id,
            coalesce(marked.last, 0) AS marked,
            account.seq
        FROM ledger_account AS account
        LEFT JOIN LATERAL (
            SELECT max(mark.last) AS last FROM ledger_timemark AS mark
            WHERE mark.account_id = account.id
        ) AS marked ON TRUE
        WHERE account.has_floor AND account.seq - coalesce(marked.last, 0) >= p_entries
        ORDER BY account.id
        LIMIT p_accounts
    ),

    written AS (
        INSERT INTO ledger_timemark (account_id, first, last, points, at_min, at_max)
        SELECT
            entry.account_id,
            min(entry.seq),
            max(entry.seq),
            sum(entry.amount),
            min(moved.at),
            max(moved.at)
        FROM long_account AS account
        INNER JOIN ledger_entry AS entry
            ON
                account.id = entry.account_id
                AND entry.seq > account.marked
                AND entry.seq <= account.seq - (account.seq - account.marked) % p_entries
        INNER JOIN ledger_transfer AS moved ON entry.transfer_id = moved.id
        GROUP BY entry.account_id, (entry.seq - account.marked - 1) / p_entries
        ON CONFLICT DO NOTHING
        RETURNING 1
    )

    SELECT count(*) FROM written
$$;
