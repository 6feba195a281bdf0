-- The books are written once: a mistake is put right by a transfer that reverses it.
CREATE FUNCTION ledger_refuse_change_v1() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    RAISE EXCEPTION 'the books are append-only: % of % refused', tg_op, tg_table_name
    USING ERRCODE = 'restrict_violation', HINT = 'Post a transfer that reverses the wrong one.';
END
$$;

CREATE TRIGGER ledger_transfer_append_only
BEFORE UPDATE OR DELETE ON ledger_transfer
FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change_v1();

CREATE TRIGGER ledger_entry_append_only
BEFORE UPDATE OR DELETE ON ledger_entry
FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change_v1();

CREATE TRIGGER ledger_hold_append_only
BEFORE UPDATE OR DELETE ON ledger_hold
FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change_v1();

CREATE TRIGGER ledger_holdend_append_only
BEFORE UPDATE OR DELETE ON ledger_holdend
FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change_v1();

CREATE TRIGGER ledger_conversion_append_only
BEFORE UPDATE OR DELETE ON ledger_conversion
FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change_v1();

-- Both sides of a transfer are written in one statement and cancel out.
CREATE FUNCTION ledger_check_balance_v1() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    -- One transfer alone, as most are: nothing to group.
    IF (
        SELECT
            count(*) = 2 AND sum(few.amount) = 0 AND min(few.id) / 2 = max(few.id) / 2
            AND min(few.transfer_id::text) = max(few.transfer_id::text)
        FROM (SELECT * FROM fresh LIMIT 3) AS few
    ) THEN
        RETURN NULL;
    END IF;
    IF EXISTS (
        SELECT 1 FROM fresh
        GROUP BY fresh.id / 2, fresh.transfer_id
        HAVING count(*) <> 2 OR sum(fresh.amount) <> 0
    ) THEN
        RAISE EXCEPTION 'a transfer needs two entries that cancel out'
        USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER ledger_entry_two_sided
AFTER INSERT ON ledger_entry
REFERENCING NEW TABLE AS fresh
FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_balance_v1();
