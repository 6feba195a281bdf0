-- Writes many sales in one statement, in the order given, and tells their numbers by code.
CREATE FUNCTION sales_write_v1(p_sales jsonb)
RETURNS TABLE (code text, seq bigint)
LANGUAGE sql
AS $$
    INSERT INTO sales_sale (
        code, shop_id, key, member_id, asset, amount_yen, spent, earned, channel, device_id,
        chain, spend_transfer, activity_key, reason, at, "on", returned_yen,
        returned_points, taken_back
    )
    SELECT
        given.code, given.shop_id, given.key, given.member_id, given.asset,
        given.amount_yen, given.spent, given.earned, given.channel, given.device_id,
        given.chain, given.spend_transfer, given.activity_key, given.reason, given.at,
        given."on", 0, 0, 0
    FROM jsonb_to_recordset(p_sales) AS given (
        code text,
        shop_id text,
        key text,
        member_id uuid,
        asset text,
        amount_yen bigint,
        spent bigint,
        earned bigint,
        channel text,
        device_id uuid,
        chain uuid,
        spend_transfer uuid,
        activity_key text,
        reason text,
        at timestamptz,
        "on" date
    )
    RETURNING sales_sale.code, sales_sale.seq
$$;
