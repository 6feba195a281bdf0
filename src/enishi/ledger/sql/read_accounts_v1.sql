-- Gives the accounts of a batch with the pockets it needs: of each the first that expire from a
-- day on (none asked: all there are), and those of the days that it fills. Locks the accounts, or
-- only looks: then one that nobody opened is not there.
CREATE FUNCTION ledger_read_accounts_v1(
    p_names text[],
    p_assets text[],
    p_pockets integer[],
    p_from date,
    p_days date[],
    p_locks boolean
)
RETURNS TABLE (
    id bigint,
    name varchar,
    asset varchar,
    has_floor boolean,
    has_pockets boolean,
    is_closed boolean,
    balance bigint,
    held bigint,
    seq bigint,
    day_out_max bigint,
    day_in_max bigint,
    first_days date[],
    first_points bigint[],
    named_days date[],
    named_points bigint[]
)
LANGUAGE plpgsql
AS $$
DECLARE
    v_ids bigint[];
BEGIN
    IF p_locks THEN
        v_ids := ledger_lock_accounts_v1(p_names, p_assets);
    ELSE
        SELECT array_agg(account.id ORDER BY asked.place) INTO v_ids
        FROM unnest(p_names, p_assets) WITH ORDINALITY AS asked (name, asset, place)
        LEFT JOIN ledger_account AS account
            ON asked.name = account.name AND asked.asset = account.asset;
    END IF;
    RETURN QUERY
        SELECT
            account.id, account.name, account.asset, account.has_floor, account.has_pockets,
            account.closed_at IS NOT NULL, account.balance, account.held, account.seq,
            account.day_out_max, account.day_in_max,
            first.days, first.points, named.days, named.points
        FROM unnest(v_ids, p_pockets) AS locked (id, most)
        INNER JOIN ledger_account AS account ON locked.id = account.id
        LEFT JOIN LATERAL (
            SELECT
                array_agg(pocket.expires_on) AS days,
                array_agg(pocket.remaining) AS points
            FROM (
                SELECT one.expires_on, one.remaining
                FROM ledger_pocket AS one
                WHERE
                    one.account_id = locked.id AND one.remaining > 0
                    AND (locked.most IS NULL OR one.expires_on >= p_from)
                ORDER BY one.expires_on
                LIMIT locked.most
            ) AS pocket
        ) AS first ON account.has_pockets
        LEFT JOIN LATERAL (
            SELECT
                array_agg(pocket.expires_on) AS days,
                array_agg(pocket.remaining) AS points
            FROM ledger_pocket AS pocket
            WHERE pocket.account_id = locked.id AND pocket.expires_on = ANY(p_days)
        ) AS named ON
            account.has_pockets AND locked.most IS NOT NULL AND cardinality(p_days) > 0;
END
$$;
