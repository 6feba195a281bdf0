-- Gives the holds that a batch may capture, and all open holds of accounts that promised points.
CREATE FUNCTION ledger_known_holds_v1(p_ids uuid[], p_accounts bigint[])
RETURNS TABLE (
    id uuid,
    account_id bigint,
    target_id bigint,
    amount bigint,
    at timestamptz,
    expires_at timestamptz,
    is_ended boolean
)
LANGUAGE sql
AS $$
    SELECT
        hold.id,
        hold.account_id,
        hold.target_id,
        hold.amount,
        hold.at,
        hold.expires_at,
        hold_end.hold_id IS NOT NULL AS is_ended
    FROM (
        SELECT one.* FROM ledger_hold AS one WHERE one.id = ANY(p_ids)
        UNION
        SELECT one.* FROM ledger_hold AS one WHERE one.account_id = ANY(p_accounts)
    ) AS hold
    LEFT JOIN ledger_holdend AS hold_end ON hold.id = hold_end.hold_id
    WHERE hold_end.hold_id IS NULL OR hold.id = ANY(p_ids)
$$;

-- Says whether every open hold of an account could still be captured after points were taken, or
-- promised once more: a hold draws on the pockets that had not expired on its own day.
CREATE FUNCTION ledger_keeps_promises_v1(
    p_account bigint,
    p_taken_dates date[],
    p_taken_points bigint[],
    p_captures uuid,
    p_new_since date,
    p_new_points bigint
)
RETURNS boolean
LANGUAGE sql
AS $$
    WITH promised AS (
        SELECT
            (hold.at AT TIME ZONE 'Asia/Tokyo')::date AS since,
            hold.amount
        FROM ledger_hold AS hold
        WHERE
            hold.account_id = p_account
            AND hold.id IS DISTINCT FROM p_captures
            AND NOT EXISTS (SELECT 1 FROM ledger_holdend AS ended WHERE ended.hold_id = hold.id)
        UNION ALL
        SELECT
            p_new_since AS since,
            p_new_points AS amount
        WHERE p_new_points > 0
    ),

    wanted AS (
        SELECT
            promised.since,
            sum(sum(promised.amount)) OVER (ORDER BY promised.since DESC) AS points
        FROM promised
        GROUP BY promised.since
    )

    SELECT NOT EXISTS (
        SELECT 1
        FROM wanted
        WHERE
            wanted.points
            + coalesce(
                (
                    SELECT sum(taken.points)
                    FROM unnest(p_taken_dates, p_taken_points) AS taken (expires_on, points)
                    WHERE taken.expires_on >= wanted.since
                ),
                0
            )
            > (
                SELECT coalesce(sum(pocket.remaining), 0)
                FROM ledger_pocket AS pocket
                WHERE pocket.account_id = p_account AND pocket.expires_on >= wanted.since
            )
    )
$$;

-- Promises points of one account to another: they stay where they are and cannot be spent.
CREATE FUNCTION ledger_authorise_v1(
    p_id uuid,
    p_source text,
    p_target text,
    p_asset text,
    p_amount bigint,
    p_at timestamptz,
    p_expires_at timestamptz
)
RETURNS text
LANGUAGE plpgsql
AS $$
DECLARE
    v_source ledger_account;
    v_target ledger_account;
    v_known ledger_hold;
BEGIN
    PERFORM ledger_open_accounts_v1(ARRAY[p_source, p_target], ARRAY[p_asset, p_asset]);
    SELECT * INTO v_source FROM ledger_account
    WHERE asset = p_asset AND name = p_source
    FOR NO KEY UPDATE;
    SELECT * INTO v_target FROM ledger_account WHERE asset = p_asset AND name = p_target;

    SELECT * INTO v_known FROM ledger_hold WHERE id = p_id;
    IF FOUND THEN
        IF (v_known.account_id, v_known.target_id, v_known.amount)
            IS NOT DISTINCT FROM (v_source.id, v_target.id, p_amount)
        THEN
            RETURN 'exists';
        END IF;
        RETURN 'exists_different';
    ELSIF v_source.id IS NULL OR v_target.id IS NULL THEN
        RETURN 'unknown_account';
    ELSIF v_source.closed_at IS NOT NULL OR v_target.closed_at IS NOT NULL THEN
        RETURN 'closed_account';
    ELSIF NOT v_source.has_floor THEN
        RETURN 'bad_hold';
    ELSIF p_at >= p_expires_at THEN
        RETURN 'expired_hold';
    ELSIF v_source.balance - v_source.held < p_amount
        OR (
            v_source.has_pockets
            AND NOT ledger_keeps_promises_v1(
                v_source.id, NULL, NULL, NULL, (p_at AT TIME ZONE 'Asia/Tokyo')::date, p_amount
            )
        )
    THEN
        RETURN 'insufficient_balance';
    END IF;

    INSERT INTO ledger_hold (id, account_id, target_id, amount, at, expires_at)
    VALUES (p_id, v_source.id, v_target.id, p_amount, p_at, p_expires_at)
    ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        -- Somebody used this id for another account in the meantime.
        RETURN 'exists_different';
    END IF;
    UPDATE ledger_account SET held = held + p_amount WHERE id = v_source.id;
    RETURN 'ok';
END
$$;

-- Ends holds without a transfer, frees what they held, and gives those that were still open.
CREATE FUNCTION ledger_end_holds_v1(p_ids uuid[], p_how text, p_at timestamptz)
RETURNS SETOF uuid
LANGUAGE plpgsql
AS $$
DECLARE
    v_ended uuid[];
BEGIN
    PERFORM 1
    FROM ledger_account
    WHERE id IN (SELECT hold.account_id FROM ledger_hold AS hold WHERE hold.id = ANY(p_ids))
    ORDER BY name COLLATE "C", asset COLLATE "C"
    FOR NO KEY UPDATE;

    WITH fresh AS (
        INSERT INTO ledger_holdend (hold_id, how, at)
        SELECT hold.id, p_how, p_at
        FROM ledger_hold AS hold
        WHERE hold.id = ANY(p_ids)
        ON CONFLICT (hold_id) DO NOTHING
        RETURNING hold_id
    )

    SELECT array_agg(fresh.hold_id) INTO v_ended FROM fresh;
    UPDATE ledger_account AS account
    SET held = account.held - freed.points
    FROM (
        SELECT hold.account_id, sum(hold.amount) AS points
        FROM ledger_hold AS hold
        WHERE hold.id = ANY(v_ended)
        GROUP BY hold.account_id
    ) AS freed
    WHERE account.id = freed.account_id;
    RETURN QUERY SELECT unnest(v_ended);
END
$$;
