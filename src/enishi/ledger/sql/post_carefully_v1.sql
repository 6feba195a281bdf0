-- Posts one transfer, whatever it asks, and says what became of it; the Python core decides
-- batches the same way. Every refusal comes before the first write, so no subtransaction is
-- needed. What few transfers need (holds, budgets, limits, reversals) costs others no statement.
CREATE FUNCTION ledger_post_carefully_v1(
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
    c_never CONSTANT date := '9999-12-31';
    c_points_max CONSTANT bigint := 9007199254740991;
    v_day CONSTANT date := (p_at AT TIME ZONE 'Asia/Tokyo')::date;
    v_counts CONSTANT boolean := p_kind <> 'lapse' AND p_reverses IS NULL;
    v_refusal text;
    v_account ledger_account;
    v_source ledger_account;
    v_target ledger_account;
    v_original ledger_transfer;
    v_hold ledger_hold;
    v_budgets bigint[];
    v_is_over_budget boolean := false;
    v_filled_dates date[];
    v_filled_points bigint[];
    v_taken_dates date[] := '{}';
    v_taken_points bigint[] := '{}';
    v_given_dates date[] := '{}';
    v_given_points bigint[] := '{}';
    v_pocket record;
    v_from date := v_day;
    v_until date := 'infinity';
    v_part bigint;
    v_taken bigint := 0;
    v_order bigint;
BEGIN
    IF p_amount <= 0 OR p_amount > c_points_max THEN
        RETURN 'bad_amount';
    ELSIF p_source = p_target THEN
        RETURN 'same_account';
    END IF;

    -- Accounts are opened before any is locked, and locked in the order of their names.
    IF (
        SELECT count(*) FROM ledger_account
        WHERE asset = p_asset AND name IN (p_source, p_target)
    ) < 2 THEN
        PERFORM ledger_open_accounts_v1(ARRAY[p_source, p_target], ARRAY[p_asset, p_asset]);
    END IF;
    FOR v_account IN
        SELECT * FROM ledger_account
        WHERE asset = p_asset AND name IN (p_source, p_target) AND has_floor
        ORDER BY name COLLATE "C"
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

    <<checks>>
    BEGIN
        IF v_source.id IS NULL OR v_target.id IS NULL THEN
            v_refusal := 'unknown_account';
            EXIT checks;
        ELSIF v_source.closed_at IS NOT NULL OR v_target.closed_at IS NOT NULL THEN
            v_refusal := 'closed_account';
            EXIT checks;
        END IF;

        IF p_reverses IS NOT NULL THEN
            SELECT * INTO v_original FROM ledger_transfer WHERE id = p_reverses;
            IF NOT FOUND
                OR v_original.reverses IS NOT NULL
                OR v_original.source_id <> v_target.id
                OR v_original.target_id <> v_source.id
                OR v_original.amount <> p_amount
                OR p_captures IS NOT NULL
                OR cardinality(p_budgets) > 0
            THEN
                v_refusal := 'bad_reversal';
                EXIT checks;
            ELSIF EXISTS (SELECT 1 FROM ledger_transfer WHERE reverses = p_reverses) THEN
                v_refusal := 'already_reversed';
                EXIT checks;
            END IF;
            v_budgets := v_original.budgets;
            SELECT pocket_dates, pocket_amounts INTO v_given_dates, v_given_points
            FROM ledger_entry WHERE id = 2 * v_original.seq;
            SELECT pocket_dates, pocket_amounts INTO v_filled_dates, v_filled_points
            FROM ledger_entry WHERE id = 2 * v_original.seq + 1;
        END IF;

        IF p_captures IS NOT NULL THEN
            SELECT * INTO v_hold FROM ledger_hold
            WHERE
                id = p_captures AND account_id = v_source.id AND target_id = v_target.id
                AND amount >= p_amount;
            IF NOT FOUND THEN
                v_refusal := 'bad_hold';
                EXIT checks;
            ELSIF EXISTS (SELECT 1 FROM ledger_holdend WHERE hold_id = p_captures) THEN
                v_refusal := 'hold_ended';
                EXIT checks;
            ELSIF p_at >= v_hold.expires_at THEN
                v_refusal := 'expired_hold';
                EXIT checks;
            END IF;
            v_source.held := v_source.held - v_hold.amount;
        END IF;

        IF cardinality(p_budgets) > 0 THEN
            SELECT
                array_agg(locked.id ORDER BY locked.id),
                bool_or(locked.spent + p_amount > locked.points_max)
            INTO v_budgets, v_is_over_budget
            FROM (
                SELECT * FROM ledger_budget
                WHERE asset = p_asset AND name = ANY(p_budgets)
                ORDER BY id
                FOR NO KEY UPDATE
            ) AS locked;
            IF coalesce(cardinality(v_budgets), 0) < (
                SELECT count(DISTINCT asked.name) FROM unnest(p_budgets) AS asked (name)
            ) THEN
                v_refusal := 'unknown_budget';
                EXIT checks;
            END IF;
        END IF;

        IF v_source.has_floor AND v_source.balance - v_source.held < p_amount THEN
            v_refusal := 'insufficient_balance';
            EXIT checks;
        END IF;
        IF v_source.has_pockets THEN
            IF p_reverses IS NOT NULL THEN
                SELECT array_agg(expires_on), array_agg(points), coalesce(sum(points), 0)
                INTO v_taken_dates, v_taken_points, v_taken
                FROM ledger_take_back_v1(
                    v_source.id, p_amount, v_filled_dates, v_filled_points
                );
            ELSE
                IF v_hold.id IS NOT NULL THEN
                    v_from := (v_hold.at AT TIME ZONE 'Asia/Tokyo')::date;
                ELSIF p_kind = 'lapse' THEN
                    v_from := '-infinity';
                    v_until := v_day;
                END IF;
                FOR v_pocket IN
                    SELECT expires_on, remaining FROM ledger_pocket
                    WHERE
                        account_id = v_source.id AND remaining > 0
                        AND expires_on >= v_from AND expires_on < v_until
                    ORDER BY expires_on
                LOOP
                    v_part := least(v_pocket.remaining, p_amount - v_taken);
                    v_taken := v_taken + v_part;
                    v_taken_dates := v_taken_dates || v_pocket.expires_on;
                    v_taken_points := v_taken_points || v_part;
                    EXIT WHEN v_taken = p_amount;
                END LOOP;
            END IF;
            IF v_taken < p_amount
                OR (
                    v_source.held > 0
                    AND NOT ledger_keeps_promises_v1(
                        v_source.id, v_taken_dates, v_taken_points, p_captures, NULL, NULL
                    )
                )
            THEN
                v_refusal := 'insufficient_balance';
                EXIT checks;
            END IF;
        END IF;

        IF v_counts
            AND (
                (
                    v_source.day_out_max IS NOT NULL
                    AND v_source.day_out_max < p_amount + coalesce(
                        (
                            SELECT points_out FROM ledger_daytotal
                            WHERE account_id = v_source.id AND "on" = v_day
                        ),
                        0
                    )
                )
                OR (
                    v_target.day_in_max IS NOT NULL
                    AND v_target.day_in_max < p_amount + coalesce(
                        (
                            SELECT points_in FROM ledger_daytotal
                            WHERE account_id = v_target.id AND "on" = v_day
                        ),
                        0
                    )
                )
            )
        THEN
            v_refusal := 'over_limit';
        ELSIF v_is_over_budget THEN
            v_refusal := 'over_budget';
        END IF;
    END checks;

    IF v_refusal IS NULL THEN
        IF v_target.has_pockets THEN
            IF p_reverses IS NOT NULL THEN
                IF p_expires_on IS NOT NULL THEN
                    SELECT array_agg(kept.expires_on ORDER BY kept.expires_on),
                        array_agg(kept.points ORDER BY kept.expires_on)
                    INTO v_given_dates, v_given_points
                    FROM (
                        SELECT
                            greatest(drawn.expires_on, p_expires_on) AS expires_on,
                            sum(drawn.points) AS points
                        FROM unnest(v_given_dates, v_given_points) AS drawn (expires_on, points)
                        GROUP BY greatest(drawn.expires_on, p_expires_on)
                    ) AS kept;
                END IF;
            ELSIF p_expires_on IS NOT NULL OR NOT v_source.has_pockets THEN
                v_given_dates := ARRAY[coalesce(p_expires_on, c_never)];
                v_given_points := ARRAY[p_amount];
            ELSE
                v_given_dates := v_taken_dates;
                v_given_points := v_taken_points;
            END IF;
        END IF;

        INSERT INTO ledger_transfer (
            id, source_id, target_id, amount, asset, kind, chain, reverses, captures, budgets,
            expires_on, at
        )
        VALUES (
            p_id, v_source.id, v_target.id, p_amount, p_asset, p_kind, p_chain, p_reverses,
            p_captures, v_budgets, p_expires_on, p_at
        )
        ON CONFLICT DO NOTHING
        RETURNING seq INTO v_order;
        IF v_order IS NULL THEN
            -- This id is known, or somebody reversed the original in the meantime.
            v_refusal := 'already_reversed';
        END IF;
    END IF;

    IF v_refusal IS NOT NULL THEN
        RETURN coalesce(
            ledger_met_again_v1(
                p_id, v_source.id, v_target.id, p_asset, p_amount, p_kind, p_expires_on, p_chain,
                p_reverses, p_captures, p_budgets
            ),
            v_refusal
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
    UPDATE ledger_account
    SET
        balance = balance + CASE WHEN id = v_source.id THEN -p_amount ELSE p_amount END,
        held = CASE WHEN id = v_source.id THEN v_source.held ELSE held END,
        seq = seq + 1
    WHERE id IN (v_source.id, v_target.id) AND has_floor;
    IF cardinality(v_taken_dates) = 1 THEN
        UPDATE ledger_pocket SET remaining = remaining - p_amount
        WHERE account_id = v_source.id AND expires_on = v_taken_dates[1];
    ELSIF v_source.has_pockets THEN
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
    IF v_hold.id IS NOT NULL THEN
        INSERT INTO ledger_holdend (hold_id, how, transfer, at)
        VALUES (p_captures, 'captured', p_id, p_at);
    END IF;
    IF v_budgets IS NOT NULL THEN
        PERFORM 1 FROM ledger_budget WHERE id = ANY(v_budgets) ORDER BY id FOR NO KEY UPDATE;
        UPDATE ledger_budget
        SET spent = spent + CASE WHEN p_reverses IS NULL THEN p_amount ELSE -p_amount END
        WHERE id = ANY(v_budgets);
    END IF;
    IF v_source.day_out_max IS NOT NULL OR v_source.day_in_max IS NOT NULL
        OR v_target.day_out_max IS NOT NULL OR v_target.day_in_max IS NOT NULL
    THEN
        PERFORM ledger_count_days_v1(
            v_source, v_target, p_amount, p_kind, p_at, v_original
        );
    END IF;
    RETURN 'ok';
END
$$;
