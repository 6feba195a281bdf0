-- Gives what left and reached accounts with daily limits on some days. Call it under their locks.
CREATE FUNCTION ledger_day_totals_v1(p_accounts bigint[], p_days date[])
RETURNS TABLE (account_id bigint, "on" date, points_out bigint, points_in bigint)
LANGUAGE sql
AS $$
    SELECT
        total.account_id,
        total."on",
        total.points_out,
        total.points_in
    FROM ledger_daytotal AS total
    WHERE total.account_id = ANY(p_accounts) AND total."on" = ANY(p_days)
$$;

-- Adds to what left and reached an account on one day in Japan, if it has daily limits.
CREATE FUNCTION ledger_count_day_v1(
    p_account ledger_account, p_on date, p_out bigint, p_in bigint
)
RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    IF p_account.day_out_max IS NULL AND p_account.day_in_max IS NULL THEN
        RETURN;
    END IF;
    UPDATE ledger_daytotal
    SET points_out = points_out + p_out, points_in = points_in + p_in
    WHERE account_id = p_account.id AND "on" = p_on;
    IF NOT FOUND THEN
        INSERT INTO ledger_daytotal (account_id, "on", points_out, points_in)
        VALUES (p_account.id, p_on, p_out, p_in);
    END IF;
END
$$;

-- Counts a transfer on its day, for accounts with daily limits. A reversal takes away again what
-- its original had added to the original's day; lapse counts nowhere.
CREATE FUNCTION ledger_count_days_v1(
    p_source ledger_account,
    p_target ledger_account,
    p_amount bigint,
    p_kind text,
    p_at timestamptz,
    p_original ledger_transfer
)
RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    v_day CONSTANT date
        := (coalesce((p_original).at, p_at) AT TIME ZONE 'Asia/Tokyo')::date;
BEGIN
    IF coalesce((p_original).kind, p_kind) = 'lapse' THEN
        RETURN;
    ELSIF (p_original).id IS NULL THEN
        PERFORM ledger_count_day_v1(p_source, v_day, p_amount, 0);
        PERFORM ledger_count_day_v1(p_target, v_day, 0, p_amount);
    ELSE
        PERFORM ledger_count_day_v1(p_source, v_day, 0, -p_amount);
        PERFORM ledger_count_day_v1(p_target, v_day, -p_amount, 0);
    END IF;
END
$$;

-- Adds up, from its entries, what left and reached an account on each day so far.
-- Neither lapse nor reversal counts, nor what was taken back.
CREATE FUNCTION ledger_add_days_up_v1(p_account bigint)
RETURNS void
LANGUAGE sql
AS $$
    INSERT INTO ledger_daytotal (account_id, "on", points_out, points_in)
    SELECT
        p_account,
        (transfer.at AT TIME ZONE 'Asia/Tokyo')::date AS day,
        coalesce(-sum(entry.amount) FILTER (WHERE entry.amount < 0), 0),
        coalesce(sum(entry.amount) FILTER (WHERE entry.amount > 0), 0)
    FROM ledger_entry AS entry
    INNER JOIN ledger_transfer AS transfer ON entry.transfer_id = transfer.id
    WHERE
        entry.account_id = p_account
        AND transfer.kind <> 'lapse'
        AND transfer.reverses IS NULL
        AND NOT EXISTS (
            SELECT 1 FROM ledger_transfer AS back WHERE back.reverses = transfer.id
        )
    GROUP BY day
$$;
