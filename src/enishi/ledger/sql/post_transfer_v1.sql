-- Posts one transfer and says what became of it.
-- A member who pays from the first pocket is what is asked most, while somebody waits at a till:
-- that is done here in few steps. Everything else, and every no, is left to the careful function.
CREATE FUNCTION ledger_post_transfer_v1(
    p_id uuid,
    p_source text,
    p_target text,
    p_asset text,
    p_amount bigint,
    p_kind text,
    p_at timestamptz,
    p_expires_on date,
    p_chain uuid,
    p_reverses uuid,
    p_captures uuid,
    p_budgets text[]
)
RETURNS text
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    v_source_row tid;
    v_source bigint;
    v_source_balance bigint;
    v_source_seq bigint;
    v_target_row tid;
    v_target bigint;
    v_target_balance bigint;
    v_target_seq bigint;
    v_day date;
    v_order bigint;
BEGIN
    IF p_source LIKE 'member:%' AND p_kind <> 'lapse' AND p_amount BETWEEN 1 AND 9007199254740991
        AND p_reverses IS NULL AND p_captures IS NULL AND p_budgets IS NULL
    THEN
        -- Locked in the order of their names, as everywhere; both or none.
        IF p_source COLLATE "C" < p_target THEN
            SELECT
                source.ctid, source.id, source.balance, source.seq,
                target.ctid, target.id, target.balance, target.seq
            INTO
                v_source_row, v_source, v_source_balance, v_source_seq,
                v_target_row, v_target, v_target_balance, v_target_seq
            FROM ledger_account AS source, ledger_account AS target
            WHERE
                source.name = p_source AND source.asset = p_asset AND source.has_pockets
                AND source.balance >= p_amount AND source.held = 0 AND source.closed_at IS NULL
                AND source.day_out_max IS NULL AND source.day_in_max IS NULL
                AND target.name = p_target AND target.asset = p_asset AND target.has_floor
                AND NOT target.has_pockets AND target.closed_at IS NULL
                AND target.day_out_max IS NULL AND target.day_in_max IS NULL
            FOR NO KEY UPDATE OF source, target;
        ELSE
            SELECT
                source.ctid, source.id, source.balance, source.seq,
                target.ctid, target.id, target.balance, target.seq
            INTO
                v_source_row, v_source, v_source_balance, v_source_seq,
                v_target_row, v_target, v_target_balance, v_target_seq
            FROM ledger_account AS source, ledger_account AS target
            WHERE
                source.name = p_source AND source.asset = p_asset AND source.has_pockets
                AND source.balance >= p_amount AND source.held = 0 AND source.closed_at IS NULL
                AND source.day_out_max IS NULL AND source.day_in_max IS NULL
                AND target.name = p_target AND target.asset = p_asset AND target.has_floor
                AND NOT target.has_pockets AND target.closed_at IS NULL
                AND target.day_out_max IS NULL AND target.day_in_max IS NULL
            FOR NO KEY UPDATE OF target, source;
        END IF;

        IF v_source IS NOT NULL THEN
            -- The rows stay where they are while their account is locked.
            UPDATE ledger_pocket SET remaining = remaining - p_amount
            WHERE remaining >= p_amount AND ctid = (
                SELECT ctid FROM ledger_pocket
                WHERE
                    account_id = v_source AND remaining > 0
                    AND expires_on >= (p_at AT TIME ZONE 'Asia/Tokyo')::date
                ORDER BY expires_on
                LIMIT 1
            )
            RETURNING expires_on INTO v_day;
        END IF;

        IF v_day IS NOT NULL THEN
            INSERT INTO ledger_transfer (
                id, source_id, target_id, amount, asset, kind, chain, expires_on, at
            )
            VALUES (
                p_id, v_source, v_target, p_amount, p_asset, p_kind, p_chain, p_expires_on, p_at
            )
            ON CONFLICT (id) DO NOTHING
            RETURNING seq INTO v_order;
            IF v_order IS NOT NULL THEN
                INSERT INTO ledger_entry (
                    id, account_id, seq, transfer_id, amount, balance, pocket_dates, pocket_amounts
                )
                VALUES
                (
                    2 * v_order, v_source, v_source_seq + 1, p_id, -p_amount,
                    v_source_balance - p_amount, ARRAY[v_day], ARRAY[p_amount]
                ),
                (
                    2 * v_order + 1, v_target, v_target_seq + 1, p_id, p_amount,
                    v_target_balance + p_amount, '{}', '{}'
                );
                UPDATE ledger_account
                SET
                    balance = balance + CASE WHEN id = v_source THEN -p_amount ELSE p_amount END,
                    seq = seq + 1
                WHERE ctid IN (v_source_row, v_target_row);
                RETURN 'ok';
            END IF;
            -- This id is known: nothing was taken after all.
            UPDATE ledger_pocket SET remaining = remaining + p_amount
            WHERE account_id = v_source AND expires_on = v_day;
        END IF;
    END IF;
    RETURN ledger_post_carefully_v1(
        p_id, p_source, p_target, p_asset, p_amount, p_kind, p_at, p_expires_on, p_chain,
        p_reverses, p_captures, p_budgets
    );
END
$$;
