-- Compares a request with the transfer that has its id already: exists, or exists_different.
-- Gives nothing when the id is new. The moment does not count, as a retry may be later.
CREATE FUNCTION ledger_met_again_v1(
    p_id uuid,
    p_source bigint,
    p_target bigint,
    p_asset text,
    p_amount bigint,
    p_kind text,
    p_expires_on date,
    p_chain uuid,
    p_reverses uuid,
    p_captures uuid,
    p_budgets text[]
)
RETURNS text
LANGUAGE plpgsql
AS $$
DECLARE
    v_known ledger_transfer;
    v_named text[];
BEGIN
    SELECT * INTO v_known FROM ledger_transfer WHERE id = p_id;
    IF NOT FOUND THEN
        RETURN NULL;
    ELSIF v_known.reverses IS NULL AND v_known.budgets IS NOT NULL THEN
        -- A reversal names no budgets: it keeps those of its original.
        SELECT array_agg(name::text) INTO v_named
        FROM ledger_budget WHERE id = ANY(v_known.budgets);
    END IF;
    IF (v_known.source_id, v_known.target_id, v_known.asset, v_known.amount, v_known.kind)
        IS NOT DISTINCT FROM (p_source, p_target, p_asset, p_amount, p_kind)
        AND (v_known.chain, v_known.reverses, v_known.captures, v_known.expires_on)
        IS NOT DISTINCT FROM (p_chain, p_reverses, p_captures, p_expires_on)
        AND coalesce(v_named, '{}') <@ coalesce(p_budgets, '{}')
        AND coalesce(v_named, '{}') @> coalesce(p_budgets, '{}')
    THEN
        RETURN 'exists';
    END IF;
    RETURN 'exists_different';
END
$$;
