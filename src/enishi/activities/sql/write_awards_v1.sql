-- Writes what rules gave for many activities in one statement.
CREATE FUNCTION activities_write_awards_v1(p_awards jsonb)
RETURNS void
LANGUAGE sql
AS $$
    INSERT INTO activities_award (
        activity_id, rule_id, rule_name, asset, asset_kind, amount, reason, transfer_id,
        bought_id
    )
    SELECT
        given.activity_id, given.rule_id, given.rule_name, given.asset, given.asset_kind,
        given.amount, given.reason, given.transfer_id, given.bought_id
    FROM jsonb_to_recordset(p_awards) AS given (
        activity_id bigint,
        rule_id bigint,
        rule_name text,
        asset text,
        asset_kind text,
        amount bigint,
        reason text,
        transfer_id uuid,
        bought_id uuid
    )
$$;
