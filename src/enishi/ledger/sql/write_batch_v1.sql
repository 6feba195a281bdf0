-- Writes a decided batch: transfers and entries in order, accounts and pockets as they end.
-- Says false, and writes nothing, when a transfer of the batch was posted in the meantime.
CREATE FUNCTION ledger_write_batch_v1(
    p_ids uuid[],
    p_sources bigint[],
    p_targets bigint[],
    p_amounts bigint[],
    p_assets text[],
    p_kinds text[],
    p_chains uuid[],
    p_reverses uuid[],
    p_expiries date[],
    p_moments timestamptz[],
    p_source_seqs bigint[],
    p_source_balances bigint[],
    p_source_dates text[],
    p_source_points text[],
    p_target_seqs bigint[],
    p_target_balances bigint[],
    p_target_dates text[],
    p_target_points text[],
    p_account_ids bigint[],
    p_account_balances bigint[],
    p_account_seqs bigint[],
    p_pocket_accounts bigint[],
    p_pocket_dates date[],
    p_pocket_points bigint[]
)
RETURNS boolean
LANGUAGE plpgsql
AS $$
DECLARE
    v_orders CONSTANT bigint[] := ARRAY(
        SELECT nextval('ledger_transfer_order') FROM generate_subscripts(p_ids, 1)
    );
BEGIN
    INSERT INTO ledger_transfer (
        id, seq, source_id, target_id, amount, asset, kind, chain, reverses, expires_on, at
    )
    SELECT *
    FROM unnest(
        p_ids, v_orders, p_sources, p_targets, p_amounts, p_assets, p_kinds, p_chains,
        p_reverses, p_expiries, p_moments
    );

    INSERT INTO ledger_entry (
        id, account_id, seq, transfer_id, amount, balance, pocket_dates, pocket_amounts
    )
    SELECT
        2 * fresh.place, fresh.account, fresh.seq, fresh.id, -fresh.amount, fresh.balance,
        fresh.dates::date[], fresh.points::bigint[]
    FROM unnest(
        p_ids, v_orders, p_sources, p_amounts, p_source_seqs, p_source_balances,
        p_source_dates, p_source_points
    ) AS fresh (id, place, account, amount, seq, balance, dates, points)
    UNION ALL
    SELECT
        2 * fresh.place + 1, fresh.account, fresh.seq, fresh.id, fresh.amount, fresh.balance,
        fresh.dates::date[], fresh.points::bigint[]
    FROM unnest(
        p_ids, v_orders, p_targets, p_amounts, p_target_seqs, p_target_balances,
        p_target_dates, p_target_points
    ) AS fresh (id, place, account, amount, seq, balance, dates, points);

    UPDATE ledger_account AS account
    SET balance = fresh.balance, seq = fresh.seq
    FROM unnest(p_account_ids, p_account_balances, p_account_seqs) AS fresh (id, balance, seq)
    WHERE account.id = fresh.id;

    INSERT INTO ledger_pocket (account_id, expires_on, remaining)
    SELECT * FROM unnest(p_pocket_accounts, p_pocket_dates, p_pocket_points)
    ON CONFLICT (account_id, expires_on) DO UPDATE SET remaining = excluded.remaining;
    RETURN true;
EXCEPTION
    WHEN unique_violation THEN
        RETURN false;
END
$$;
