-- A leaf is written once; what opens it may be forgotten, the leaf itself stays.
CREATE FUNCTION transparency_refuse_change_v1() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    RAISE EXCEPTION 'the log is append-only: % of % refused', tg_op, tg_table_name
    USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER transparency_leaf_append_only
BEFORE UPDATE OR DELETE ON transparency_leaf
FOR EACH STATEMENT EXECUTE FUNCTION transparency_refuse_change_v1();
