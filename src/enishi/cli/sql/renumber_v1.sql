-- Restored rows carry the transaction numbers of another server. Followers order by them, so all
-- are moved below zero, their order kept: whatever this server writes comes after them. Runs
-- between data and indexes, where rewriting a table costs least; running it again is harmless.
DO $$
DECLARE
    -- Where a follower stands that has read nothing; far enough from the edge to be moved again.
    c_before_all CONSTANT bigint := -(2::bigint ^ 62)::bigint;
    v_tables text[] := ARRAY(
        SELECT numbered.oid::regclass::text
        FROM pg_class AS numbered
        INNER JOIN pg_attribute AS place ON numbered.oid = place.attrelid
        WHERE
            numbered.relkind IN ('r', 'p')
            AND numbered.relnamespace = current_schema()::regnamespace
            AND place.attname = 'xid'
            AND place.atttypid = 'bigint'::regtype
            AND NOT place.attisdropped
        ORDER BY 1
    );
    v_table text;
    v_here bigint;
    v_last bigint := 0;
BEGIN
    FOREACH v_table IN ARRAY v_tables LOOP
        EXECUTE format('SELECT max(xid) FROM %s', v_table) INTO v_here;
        v_last := greatest(v_last, v_here);
    END LOOP;
    FOREACH v_table IN ARRAY v_tables LOOP
        EXECUTE format(
            'ALTER TABLE %s ALTER COLUMN xid TYPE bigint USING (greatest(xid - %s, %s))',
            v_table, v_last + 1, c_before_all
        );
    END LOOP;
    IF to_regclass('ledger_dailyposition') IS NOT NULL THEN
        EXECUTE format(
            'INSERT INTO ledger_dailyposition (id, xid, seq) SELECT 1, %s, 0 '
            'WHERE NOT EXISTS (SELECT FROM ledger_dailyposition)',
            c_before_all
        );
    END IF;
END
$$;
