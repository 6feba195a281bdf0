-- Writes many activities in one statement, in the order given, and tells the numbers of those it
-- wrote; where a key is taken, the row that stands there stays and is not told.
CREATE FUNCTION activities_write_v3(p_activities jsonb)
RETURNS TABLE (key text, seq bigint)
LANGUAGE sql
AS $$
    INSERT INTO activities_activity (
        key, member_id, kind_id, region_id, at, "on", place, event, theme, online, amount_yen,
        business_id, trade, hours, evidence, doubt, sex, age_band,
        home_code
    )
    SELECT
        given.key, given.member_id, given.kind_id, given.region_id, given.at, given."on",
        given.place, given.event, given.theme, given.online, given.amount_yen,
        given.business_id, given.trade, given.hours, given.evidence,
        given.doubt, given.sex, given.age_band, given.home_code
    FROM jsonb_to_recordset(p_activities) AS given (
        key text,
        member_id uuid,
        kind_id text,
        region_id text,
        at timestamptz,
        "on" date,
        place text,
        event text,
        theme text,
        online boolean,
        amount_yen bigint,
        business_id text,
        trade text,
        hours double precision,
        evidence text,
        doubt text,
        sex text,
        age_band text,
        home_code text
    )
    ON CONFLICT (key) DO NOTHING
    RETURNING activities_activity.key, activities_activity.seq
$$;
