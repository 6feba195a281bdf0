-- Writes a decided batch: transfers and entries in order, accounts and pockets as they end, and
-- what few batches have: ended holds, spent budgets, totals of days.
-- What touches one pocket gives its day, what touches several gives arrays as text.
-- What was decided without locks names the accounts and at which entry each was seen: they are
-- locked and compared here. None named: the caller has locked them.
-- Gives the accounts that have moved on, or got holds, limits or an end: none when all is written,
-- and nothing at all (NULL) when a transfer of the batch was posted in the meantime. Then, too,
-- nothing is written.
CREATE FUNCTION ledger_write_batch_v1(
    p_ids uuid[],
    p_sources bigint[],
    p_targets bigint[],
    p_amounts bigint[],
    p_assets text[],
    p_kinds text[],
    p_chains uuid[],
    p_reverses uuid[],
    p_captures uuid[],
    p_budgets text[],
    p_expiries date[],
    p_moments timestamptz[],
    p_source_seqs bigint[],
    p_source_balances bigint[],
    p_source_days date[],
    p_source_dates text[],
    p_source_points text[],
    p_target_seqs bigint[],
    p_target_balances bigint[],
    p_target_days date[],
    p_target_dates text[],
    p_target_points text[],
    p_account_ids bigint[],
    p_account_balances bigint[],
    p_account_helds bigint[],
    p_account_seqs bigint[],
    p_pocket_accounts bigint[],
    p_pocket_dates date[],
    p_pocket_points bigint[],
    p_budget_ids bigint[],
    p_budget_spents bigint[],
    p_day_accounts bigint[],
    p_day_dates date[],
    p_day_outs bigint[],
    p_day_ins bigint[],
    p_seen_ids bigint[],
    p_seen_seqs bigint[]
)
RETURNS bigint[]
LANGUAGE plpgsql
AS $$
DECLARE
    v_locked bigint[];
    v_moved bigint[] := '{}';
    v_orders CONSTANT bigint[] := ARRAY(
        SELECT nextval('ledger_transfer_order') FROM generate_subscripts(p_ids, 1)
    );
BEGIN
    IF cardinality(p_seen_ids) > 0 THEN
        SELECT array_agg(account.id) INTO v_locked
        FROM (
            SELECT one.id
            FROM unnest(p_seen_ids, p_seen_seqs) AS seen (id, seq)
            INNER JOIN ledger_account AS one ON seen.id = one.id
            WHERE
                one.seq = seen.seq AND one.has_floor AND one.held = 0 AND one.closed_at IS NULL
                AND one.day_out_max IS NULL AND one.day_in_max IS NULL
            ORDER BY one.name COLLATE "C", one.asset COLLATE "C"
            FOR NO KEY UPDATE OF one
        ) AS account;
        v_locked := v_locked || ARRAY(
            SELECT account.id
            FROM ledger_account AS account
            WHERE
                account.id = ANY(p_seen_ids) AND NOT account.has_floor
                AND account.closed_at IS NULL
                AND account.day_out_max IS NULL AND account.day_in_max IS NULL
        );
        IF cardinality(v_locked) < cardinality(p_seen_ids) THEN
            v_moved := ARRAY(
                SELECT seen.id FROM unnest(p_seen_ids) AS seen (id)
                EXCEPT
                SELECT locked.id FROM unnest(v_locked) AS locked (id)
            );
            -- An error, as only that lets go of the locks: what comes next locks in order again.
            RAISE EXCEPTION 'an account has moved on' USING ERRCODE = 'serialization_failure';
        END IF;
    END IF;

    INSERT INTO ledger_transfer (
        id, seq, source_id, target_id, amount, asset, kind, chain, reverses, captures, budgets,
        expires_on, at
    )
    SELECT
        fresh.id, fresh.place, fresh.source, fresh.target, fresh.amount, fresh.asset, fresh.kind,
        fresh.chain, fresh.reverses, fresh.captures, fresh.budgets::bigint[], fresh.expires_on,
        fresh.at
    FROM unnest(
        p_ids, v_orders, p_sources, p_targets, p_amounts, p_assets, p_kinds, p_chains,
        p_reverses, p_captures, p_budgets, p_expiries, p_moments
    ) AS fresh (
        id, place, source, target, amount, asset, kind, chain,
        reverses, captures, budgets, expires_on, at
    );

    INSERT INTO ledger_entry (
        id, account_id, seq, transfer_id, amount, balance, pocket_dates, pocket_amounts
    )
    SELECT
        2 * fresh.place, fresh.account, fresh.seq, fresh.id, -fresh.amount, fresh.balance,
        CASE
            WHEN fresh.day IS NOT NULL THEN ARRAY[fresh.day]
            ELSE coalesce(fresh.days::date[], '{}')
        END,
        CASE
            WHEN fresh.day IS NOT NULL THEN ARRAY[fresh.amount]
            ELSE coalesce(fresh.points::bigint[], '{}')
        END
    FROM unnest(
        p_ids, v_orders, p_sources, p_amounts, p_source_seqs, p_source_balances,
        p_source_days, p_source_dates, p_source_points
    ) AS fresh (id, place, account, amount, seq, balance, day, days, points)
    UNION ALL
    SELECT
        2 * fresh.place + 1, fresh.account, fresh.seq, fresh.id, fresh.amount, fresh.balance,
        CASE
            WHEN fresh.day IS NOT NULL THEN ARRAY[fresh.day]
            ELSE coalesce(fresh.days::date[], '{}')
        END,
        CASE
            WHEN fresh.day IS NOT NULL THEN ARRAY[fresh.amount]
            ELSE coalesce(fresh.points::bigint[], '{}')
        END
    FROM unnest(
        p_ids, v_orders, p_targets, p_amounts, p_target_seqs, p_target_balances,
        p_target_days, p_target_dates, p_target_points
    ) AS fresh (id, place, account, amount, seq, balance, day, days, points);

    UPDATE ledger_account AS account
    SET balance = fresh.balance, held = fresh.held, seq = fresh.seq
    FROM unnest(
        p_account_ids, p_account_balances, p_account_helds, p_account_seqs
    ) AS fresh (id, balance, held, seq)
    WHERE account.id = fresh.id;

    INSERT INTO ledger_pocket (account_id, expires_on, remaining)
    SELECT * FROM unnest(p_pocket_accounts, p_pocket_dates, p_pocket_points)
    ON CONFLICT (account_id, expires_on) DO UPDATE SET remaining = excluded.remaining;

    IF cardinality(array_remove(p_captures, NULL)) > 0 THEN
        INSERT INTO ledger_holdend (hold_id, how, transfer, at)
        SELECT fresh.hold, 'captured', fresh.id, fresh.at
        FROM unnest(p_captures, p_ids, p_moments) AS fresh (hold, id, at)
        WHERE fresh.hold IS NOT NULL;
    END IF;
    IF cardinality(p_budget_ids) > 0 THEN
        UPDATE ledger_budget AS budget
        SET spent = fresh.spent
        FROM unnest(p_budget_ids, p_budget_spents) AS fresh (id, spent)
        WHERE budget.id = fresh.id;
    END IF;
    IF cardinality(p_day_accounts) > 0 THEN
        INSERT INTO ledger_daytotal (account_id, "on", points_out, points_in)
        SELECT * FROM unnest(p_day_accounts, p_day_dates, p_day_outs, p_day_ins)
        ON CONFLICT (account_id, "on")
        DO UPDATE SET points_out = excluded.points_out, points_in = excluded.points_in;
    END IF;
    RETURN v_moved;
EXCEPTION
    WHEN serialization_failure THEN
        RETURN v_moved;
    WHEN unique_violation THEN
        RETURN NULL;
    WHEN disk_full THEN
        -- What was written before may be asked again: its answer needs no room.
        IF p_seen_ids IS NULL THEN
            RAISE;
        END IF;
        RETURN NULL;
END
$$;
