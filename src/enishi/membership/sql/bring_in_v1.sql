-- Makes the members behind another system's names, where nobody stands behind them yet.
-- The name is taken first and the member made only for a name that was free, so two callers at
-- once leave nobody without a name; the foreign key is checked at the end of the transaction.
CREATE FUNCTION membership_bring_in_v1(p_source text, p_people jsonb, p_joined_at timestamptz)
RETURNS void
LANGUAGE sql
AS $$
    WITH given AS (
        SELECT
            person.external_id, person.id, person.transfer_secret, person.sex,
            person.birth_year, person.age_band, person.home_code
        FROM jsonb_to_recordset(p_people) AS person (
            external_id text,
            id uuid,
            transfer_secret text,
            sex text,
            birth_year smallint,
            age_band text,
            home_code text
        )
    ),

    named AS (
        INSERT INTO membership_identity (source, external_id, member_id)
        SELECT p_source, given.external_id, given.id
        FROM given
        ON CONFLICT (source, external_id) DO NOTHING
        RETURNING membership_identity.member_id
    )

    INSERT INTO membership_member (
        id, password, display_name, origin, sex, birth_year, age_band, home_code,
        transfer_secret, joined_at, is_active
    )
    SELECT
        -- "!" is Django's mark of a password that never matches.
        given.id, '!', '', 'import', given.sex, given.birth_year, given.age_band,
        given.home_code, decode(given.transfer_secret, 'hex'), p_joined_at, TRUE
    FROM given
    INNER JOIN named ON given.id = named.member_id
$$;
