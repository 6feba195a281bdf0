-- Chooses what a reversal takes from the pockets of one account: first what the transfer that it
-- reverses had filled, then soonest expiry first.
CREATE FUNCTION ledger_take_back_v1(
    p_account bigint, p_wanted bigint, p_filled_dates date[], p_filled_points bigint[]
)
RETURNS TABLE (expires_on date, points bigint)
LANGUAGE sql
AS $$
    WITH held AS (
        SELECT
            pocket.expires_on,
            pocket.remaining,
            least(pocket.remaining, coalesce(filled.points, 0)) AS first_points
        FROM ledger_pocket AS pocket
        LEFT JOIN unnest(p_filled_dates, p_filled_points) AS filled (expires_on, points)
            ON pocket.expires_on = filled.expires_on
        WHERE pocket.account_id = p_account AND pocket.remaining > 0
    ),

    rest AS (
        SELECT
            held.expires_on,
            held.first_points,
            held.remaining - held.first_points AS left_points,
            p_wanted - sum(held.first_points) OVER () AS missing,
            coalesce(
                sum(held.remaining - held.first_points) OVER (
                    ORDER BY held.expires_on ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                ),
                0
            ) AS left_before
        FROM held
    ),

    taken AS (
        SELECT
            rest.expires_on,
            rest.first_points
            + greatest(0, least(rest.left_points, rest.missing - rest.left_before)) AS points
        FROM rest
    )

    SELECT
        taken.expires_on,
        taken.points::bigint AS points
    FROM taken
    WHERE taken.points > 0
    ORDER BY taken.expires_on
$$;
