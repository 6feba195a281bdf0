-- Posts one transfer and says what became of it; the Python core decides batches the same way.
-- Every refusal comes before the first write, so no subtransaction is needed.
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
    p_reverses uuid
)
RETURNS text
LANGUAGE plpgsql
AS $$
DECLARE
    c_never CONSTANT date := '9999-12-31';
    c_points_max CONSTANT bigint := 9007199254740991;
    v_day CONSTANT date := (p_at AT TIME ZONE 'Asia/Tokyo')::date;
    v_account ledger_account;
    v_source ledger_account;
    v_target ledger_account;
    v_known ledger_transfer;
    v_original ledger_transfer;
    v_drawn_dates date[];
    v_drawn_points bigint[];
    v_filled_dates date[];
    v_filled_points bigint[];
    v_taken_dates date[] := '{}';
    v_taken_points bigint[] := '{}';
    v_given_dates date[] := '{}';
    v_given_points bigint[] := '{}';
    v_taken bigint;
    v_order bigint;
BEGIN
    IF p_amount <= 0 OR p_amount > c_points_max THEN
        RETURN 'bad_amount';
    ELSIF p_source = p_target THEN
        RETURN 'same_account';
    END IF;

    IF (
        SELECT count(*) FROM ledger_account
        WHERE asset = p_asset AND name IN (p_source, p_target)
    ) < 2 THEN
        PERFORM ledger_open_accounts_v1(ARRAY[p_source, p_target], ARRAY[p_asset, p_asset]);
    END IF;
    FOR v_account IN
        SELECT * FROM ledger_account
        WHERE asset = p_asset AND name IN (p_source, p_target) AND has_floor
        ORDER BY id
        FOR NO KEY UPDATE
    LOOP
        IF v_account.name = p_source THEN
            v_source := v_account;
        ELSE
            v_target := v_account;
        END IF;
    END LOOP;
    IF v_source.id IS NULL THEN
        SELECT * INTO v_source FROM ledger_account
        WHERE asset = p_asset AND name = p_source AND NOT has_floor;
    END IF;
    IF v_target.id IS NULL THEN
        SELECT * INTO v_target FROM ledger_account
        WHERE asset = p_asset AND name = p_target AND NOT has_floor;
    END IF;

    SELECT * INTO v_known FROM ledger_transfer WHERE id = p_id;
    IF FOUND THEN
        IF (v_known.source_id, v_known.target_id, v_known.asset, v_known.amount, v_known.kind)
            IS NOT DISTINCT FROM (v_source.id, v_target.id, p_asset, p_amount, p_kind)
            AND v_known.chain IS NOT DISTINCT FROM p_chain
            AND v_known.reverses IS NOT DISTINCT FROM p_reverses
            AND v_known.expires_on IS NOT DISTINCT FROM p_expires_on
        THEN
            RETURN 'exists';
        END IF;
        RETURN 'exists_different';
    END IF;
    IF v_source.id IS NULL OR v_target.id IS NULL THEN
        RETURN 'unknown_account';
    ELSIF v_source.closed_at IS NOT NULL OR v_target.closed_at IS NOT NULL THEN
        RETURN 'closed_account';
    END IF;

    IF p_reverses IS NOT NULL THEN
        SELECT * INTO v_original FROM ledger_transfer WHERE id = p_reverses;
        IF NOT FOUND
            OR v_original.reverses IS NOT NULL
            OR v_original.source_id <> v_target.id
            OR v_original.target_id <> v_source.id
            OR v_original.amount <> p_amount
        THEN
            RETURN 'bad_reversal';
        ELSIF EXISTS (SELECT 1 FROM ledger_transfer WHERE reverses = p_reverses) THEN
            RETURN 'already_reversed';
        END IF;
        SELECT pocket_dates, pocket_amounts INTO v_drawn_dates, v_drawn_points
        FROM ledger_entry WHERE id = 2 * v_original.seq;
        SELECT pocket_dates, pocket_amounts INTO v_filled_dates, v_filled_points
        FROM ledger_entry WHERE id = 2 * v_original.seq + 1;
    END IF;

    IF v_source.has_floor AND v_source.balance - v_source.held < p_amount THEN
        RETURN 'insufficient_balance';
    END IF;
    IF v_source.has_pockets THEN
        SELECT array_agg(expires_on), array_agg(points), coalesce(sum(points), 0)
        INTO v_taken_dates, v_taken_points, v_taken
        FROM ledger_draw_v1(
            v_source.id, p_amount,
            CASE WHEN p_kind = 'lapse' OR p_reverses IS NOT NULL THEN '-infinity' ELSE v_day END,
            CASE WHEN p_kind = 'lapse' AND p_reverses IS NULL THEN v_day END,
            v_filled_dates, v_filled_points
        );
        IF v_taken < p_amount THEN
            RETURN 'insufficient_balance';
        END IF;
    END IF;
    IF v_target.has_pockets THEN
        IF p_reverses IS NOT NULL THEN
            v_given_dates := v_drawn_dates;
            v_given_points := v_drawn_points;
        ELSIF p_expires_on IS NOT NULL OR NOT v_source.has_pockets THEN
            v_given_dates := ARRAY[coalesce(p_expires_on, c_never)];
            v_given_points := ARRAY[p_amount];
        ELSE
            v_given_dates := v_taken_dates;
            v_given_points := v_taken_points;
        END IF;
    END IF;

    INSERT INTO ledger_transfer (
        id, source_id, target_id, amount, asset, kind, chain, reverses, expires_on, at
    )
    VALUES (
        p_id, v_source.id, v_target.id, p_amount, p_asset, p_kind, p_chain, p_reverses,
        p_expires_on, p_at
    )
    ON CONFLICT DO NOTHING
    RETURNING seq INTO v_order;
    IF v_order IS NULL THEN
        -- Somebody posted this id, or this reversal, in the meantime: it is known now.
        RETURN ledger_post_transfer_v1(
            p_id, p_source, p_target, p_asset, p_amount, p_kind, p_at, p_expires_on, p_chain,
            p_reverses
        );
    END IF;

    INSERT INTO ledger_entry (
        id, account_id, seq, transfer_id, amount, balance, pocket_dates, pocket_amounts
    )
    VALUES
    (
        2 * v_order, v_source.id,
        CASE WHEN v_source.has_floor THEN v_source.seq + 1 END, p_id, -p_amount,
        CASE WHEN v_source.has_floor THEN v_source.balance - p_amount END,
        v_taken_dates, v_taken_points
    ),
    (
        2 * v_order + 1, v_target.id,
        CASE WHEN v_target.has_floor THEN v_target.seq + 1 END, p_id, p_amount,
        CASE WHEN v_target.has_floor THEN v_target.balance + p_amount END,
        v_given_dates, v_given_points
    );
    IF v_source.has_floor THEN
        UPDATE ledger_account SET balance = balance - p_amount, seq = seq + 1
        WHERE id = v_source.id;
    END IF;
    IF v_target.has_floor THEN
        UPDATE ledger_account SET balance = balance + p_amount, seq = seq + 1
        WHERE id = v_target.id;
    END IF;
    IF v_source.has_pockets THEN
        UPDATE ledger_pocket AS pocket SET remaining = pocket.remaining - taken.points
        FROM unnest(v_taken_dates, v_taken_points) AS taken (expires_on, points)
        WHERE pocket.account_id = v_source.id AND pocket.expires_on = taken.expires_on;
    END IF;
    IF v_target.has_pockets THEN
        INSERT INTO ledger_pocket (account_id, expires_on, remaining)
        SELECT v_target.id, given.expires_on, given.points
        FROM unnest(v_given_dates, v_given_points) AS given (expires_on, points)
        ON CONFLICT (account_id, expires_on)
        DO UPDATE SET remaining = ledger_pocket.remaining + excluded.remaining;
    END IF;
    RETURN 'ok';
END
$$;
