-- Adds up what reached and left one account before a moment, by fiscal year in Japan and by kind;
-- a reversal counts against the kind of what it takes back.
CREATE FUNCTION ledger_years_v1(p_account text, p_asset text, p_until timestamptz)
RETURNS TABLE (fiscal_year integer, kind text, points bigint)
LANGUAGE sql
STABLE
AS $$
    SELECT
        year.fiscal_year,
        coalesce(original.kind, moved.kind) AS kind,
        sum(entry.amount)::bigint AS points
    FROM ledger_account AS account
    INNER JOIN ledger_entry AS entry ON account.id = entry.account_id
    INNER JOIN ledger_transfer AS moved ON entry.transfer_id = moved.id
    LEFT JOIN ledger_transfer AS original ON moved.reverses = original.id
    CROSS JOIN LATERAL (
        SELECT extract(
            YEAR FROM (moved.at AT TIME ZONE 'Asia/Tokyo') - interval '3 months'
        )::integer AS fiscal_year
    ) AS year
    WHERE account.name = p_account AND account.asset = p_asset AND moved.at < p_until
    GROUP BY year.fiscal_year, coalesce(original.kind, moved.kind)
    ORDER BY year.fiscal_year, coalesce(original.kind, moved.kind)
$$;
