-- Adds up what lapsed to one account before a moment, by the fiscal year in which the points
-- ended, and what of it was given back; counts who lost points for good.
CREATE FUNCTION ledger_lapsed_v1(p_target text, p_asset text, p_until timestamptz)
RETURNS TABLE (fiscal_year integer, points bigint, given_back bigint, holders bigint)
LANGUAGE sql
STABLE
AS $$
    WITH lapse AS (
        SELECT
            moved.source_id,
            leaving.pocket_dates,
            leaving.pocket_amounts,
            back.id IS NOT NULL AS is_back
        FROM ledger_account AS account
        INNER JOIN ledger_entry AS arriving ON account.id = arriving.account_id
        INNER JOIN ledger_transfer AS moved ON arriving.transfer_id = moved.id
        INNER JOIN ledger_entry AS leaving ON leaving.id = arriving.id - 1
        LEFT JOIN ledger_transfer AS back ON back.reverses = moved.id AND back.at < p_until
        WHERE
            account.name = p_target
            AND account.asset = p_asset
            AND arriving.amount > 0
            AND moved.kind = 'lapse'
            AND moved.at < p_until
    ),

    part AS (
        SELECT
            lapse.source_id,
            lapse.is_back,
            extract(YEAR FROM pocket.ended_on - interval '3 months')::integer AS fiscal_year,
            pocket.amount
        FROM lapse
        CROSS JOIN LATERAL unnest(
            lapse.pocket_dates, lapse.pocket_amounts
        ) AS pocket (ended_on, amount)
    )

    SELECT
        part.fiscal_year,
        sum(part.amount)::bigint,
        coalesce(sum(part.amount) FILTER (WHERE part.is_back), 0)::bigint,
        count(DISTINCT part.source_id) FILTER (WHERE NOT part.is_back)
    FROM part
    GROUP BY part.fiscal_year
    ORDER BY part.fiscal_year
$$;
