-- Gives the transfers that a batch may meet again: its own ids, the originals it reverses
-- (with the pockets they drew and filled), and whatever reversed those originals before.
CREATE FUNCTION ledger_known_transfers_v1(p_ids uuid[], p_originals uuid[])
RETURNS TABLE (
    id uuid,
    source_id bigint,
    target_id bigint,
    asset varchar,
    amount bigint,
    kind varchar,
    at timestamptz,
    chain uuid,
    reverses uuid,
    captures uuid,
    budgets bigint[],
    expires_on date,
    drawn_dates date[],
    drawn_amounts bigint[],
    filled_dates date[],
    filled_amounts bigint[]
)
LANGUAGE plpgsql
AS $$
BEGIN
    -- Planning the whole costs a small batch more than answering: most reverse nothing.
    IF cardinality(p_originals) = 0 THEN
        RETURN QUERY
            SELECT
                one.id, one.source_id, one.target_id, one.asset, one.amount, one.kind, one.at,
                one.chain, one.reverses, one.captures, one.budgets, one.expires_on,
                NULL::date[], NULL::bigint[], NULL::date[], NULL::bigint[]
            FROM ledger_transfer AS one
            WHERE one.id = ANY(p_ids);
        RETURN;
    END IF;
    RETURN QUERY
        SELECT
            transfer.id,
            transfer.source_id,
            transfer.target_id,
            transfer.asset,
            transfer.amount,
            transfer.kind,
            transfer.at,
            transfer.chain,
            transfer.reverses,
            transfer.captures,
            transfer.budgets,
            transfer.expires_on,
            drawn.pocket_dates,
            drawn.pocket_amounts,
            filled.pocket_dates,
            filled.pocket_amounts
        FROM (
            SELECT one.* FROM ledger_transfer AS one WHERE one.id = ANY(p_ids)
            UNION
            SELECT one.* FROM ledger_transfer AS one WHERE one.id = ANY(p_originals)
            UNION
            SELECT one.* FROM ledger_transfer AS one WHERE one.reverses = ANY(p_originals)
        ) AS transfer
        LEFT JOIN ledger_entry AS drawn
            ON drawn.id = 2 * transfer.seq AND transfer.id = ANY(p_originals)
        LEFT JOIN ledger_entry AS filled
            ON filled.id = 2 * transfer.seq + 1 AND transfer.id = ANY(p_originals);
END
$$;
