-- Writes many answers of one survey in one statement; each names the activity it came with.
CREATE FUNCTION surveys_write_answers_v1(p_survey text, p_answers jsonb)
RETURNS bigint
LANGUAGE sql
AS $$
    WITH written AS (
        INSERT INTO surveys_answer (
            survey_id, activity_id, key, area, purposes, companions, information, nights_total,
            nights_in_prefecture, lodging_band, transport_band, spend_prefecture_band,
            spend_area_band, times_visited, satisfaction, inconvenience, nps, wish_to_return
        )
        SELECT
            p_survey, given.activity_id, given.key, given.area, given.purposes, given.companions,
            given.information, given.nights_total, given.nights_in_prefecture,
            given.lodging_band, given.transport_band, given.spend_prefecture_band,
            given.spend_area_band, given.times_visited, given.satisfaction,
            given.inconvenience, given.nps, given.wish_to_return
        FROM jsonb_to_recordset(p_answers) AS given (
            activity_id bigint,
            key text,
            area text,
            purposes text [],
            companions text,
            information text [],
            nights_total text,
            nights_in_prefecture text,
            lodging_band text,
            transport_band text,
            spend_prefecture_band text,
            spend_area_band text,
            times_visited text,
            satisfaction text,
            inconvenience text,
            nps smallint,
            wish_to_return text
        )
        RETURNING 1
    )

    SELECT count(*) FROM written
$$;
