"""Empties the database after a test with real transactions, quicker than Django's flush.

What stands before the first test (official regions, kinds and themes, permissions) stands after
every test. Most tests write to few tables, and truncating all of them takes half a second.
"""

from __future__ import annotations

from django.db import connection, transaction
from django.test import TransactionTestCase

_KEEP = """
DO $$
DECLARE name text;
BEGIN
    CREATE SCHEMA kept;
    FOR name IN SELECT format('%I', tablename) FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('CREATE TABLE kept.%s AS TABLE public.%s', name, name);
    END LOOP;
END $$
"""
# Rows are deleted without triggers: books and records that nobody may change have some. Whoever
# still writes is waited for, as flushing does. Tables that have grown, or whose size the planner
# believes to know, are truncated: it would go on planning for what is gone.
_BRING_BACK = """
DO $$
DECLARE
    name text;
    is_held boolean;
    everything text;
BEGIN
    SET LOCAL session_replication_role = replica;
    SELECT string_agg(format('public.%I', tablename), ', ' ORDER BY tablename) INTO everything
    FROM pg_tables WHERE schemaname = 'public';
    EXECUTE 'LOCK TABLE ' || everything || ' IN ACCESS EXCLUSIVE MODE';
    FOR name IN
        SELECT format('%I', one.relname) FROM pg_class one
        JOIN pg_class held ON held.relname = one.relname
        WHERE one.relnamespace = 'public'::regnamespace AND one.relkind = 'r'
        AND held.relnamespace = 'kept'::regnamespace
        AND (one.reltuples > 0
             OR pg_relation_size(one.oid) > 200000 + 10 * pg_relation_size(held.oid))
    LOOP
        EXECUTE format('TRUNCATE public.%s CASCADE', name);
    END LOOP;
    FOR name IN SELECT format('%I', tablename) FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM kept.%s)', name) INTO is_held;
        IF is_held THEN
            EXECUTE format(
                'DELETE FROM public.%s one WHERE one::text NOT IN (SELECT k::text FROM kept.%s k)',
                name, name);
            EXECUTE format(
                'INSERT INTO public.%s SELECT k.* FROM kept.%s k'
                ' WHERE k::text NOT IN (SELECT one::text FROM public.%s one)',
                name, name, name);
        ELSE
            EXECUTE format('SELECT EXISTS (SELECT 1 FROM public.%s)', name) INTO is_held;
            IF is_held THEN
                EXECUTE format('DELETE FROM public.%s', name);
            END IF;
        END IF;
    END LOOP;
END $$
"""


def keep() -> None:
    """Remember what stands now, and let tests with real transactions bring it back."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS kept CASCADE")
        cursor.execute(_KEEP)

    def bring_back(_: TransactionTestCase) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_BRING_BACK)

    TransactionTestCase._fixture_teardown = bring_back  # noqa: SLF001 - where Django flushes
