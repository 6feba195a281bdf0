-- Writes down once that a holder is due to be told of points that lapse in so many days. A run that
-- was missed is made up for during a week; points that come later are told of at the next step.
CREATE FUNCTION ledger_remind_v1(p_day date, p_days integer, p_at timestamptz)
RETURNS bigint
LANGUAGE sql
AS $$
    WITH told AS (
        INSERT INTO ledger_notice (account_id, expires_on, days, points, at)
        SELECT
            pocket.account_id,
            pocket.expires_on,
            p_days,
            pocket.remaining,
            p_at
        FROM ledger_pocket AS pocket
        INNER JOIN ledger_account AS account ON pocket.account_id = account.id
        WHERE
            pocket.is_open
            AND pocket.expires_on < '9999-12-31'
            AND pocket.expires_on > p_day + p_days - 7
            AND pocket.expires_on <= p_day + p_days
            AND account.closed_at IS NULL
        ON CONFLICT (account_id, expires_on, days) DO NOTHING
        RETURNING 1
    )

    SELECT count(*) FROM told
$$;
