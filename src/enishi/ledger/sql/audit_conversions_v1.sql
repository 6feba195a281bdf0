-- Names conversions that are not two transfers, out of one asset and into another, at their rate.
CREATE FUNCTION ledger_audit_conversions_v1(p_asset text, p_limit bigint)
RETURNS TABLE (account_id bigint, entry_id bigint, transfer_id uuid, what text)
LANGUAGE sql STABLE
AS $$
    WITH link AS (
        SELECT
            transfer.*,
            row_number() OVER (PARTITION BY transfer.chain ORDER BY transfer.seq) AS place,
            count(*) OVER (PARTITION BY transfer.chain) AS links,
            source.name AS source,
            target.name AS target
        FROM ledger_transfer AS transfer
        LEFT JOIN ledger_account AS source ON transfer.source_id = source.id
        LEFT JOIN ledger_account AS target ON transfer.target_id = target.id
        WHERE
            transfer.chain IS NOT NULL
            AND (
                transfer.kind = 'convert'
                OR transfer.chain IN (SELECT conversion.chain FROM ledger_conversion AS conversion)
            )
    ),

    told AS (
        SELECT
            coalesce(arriving.target_id, leaving.source_id) AS account_id,
            2 * arriving.seq AS entry_id,
            arriving.id AS transfer_id,
            coalesce(conversion.chain, leaving.chain) AS chain,
            CASE
                WHEN conversion.chain IS NULL
                    THEN format('is of conversion %s, which is not there', leaving.chain)
                WHEN leaving.id IS NULL OR arriving.id IS NULL OR leaving.links <> 2
                    THEN format(
                        'conversion %s has %s transfers, should have 2', conversion.chain,
                        coalesce(leaving.links, 0)
                    )
                WHEN
                    leaving.kind <> 'convert' OR arriving.kind <> 'convert'
                    OR leaving.xid <> arriving.xid OR leaving.asset = arriving.asset
                    OR leaving.source <> arriving.target
                    OR leaving.target <> 'exchange:' || leaving.asset
                    OR arriving.source <> 'exchange:' || arriving.asset
                    THEN format(
                        'conversion %s is not out of one asset and into another', conversion.chain
                    )
                WHEN (leaving.at, arriving.at) <> (conversion.at, conversion.at)
                    THEN format(
                        'conversion %s says %s, its transfers %s and %s', conversion.chain,
                        conversion.at, leaving.at, arriving.at
                    )
                WHEN
                    arriving.amount <> floor(
                        leaving.amount::numeric * conversion.numerator / conversion.denominator
                    )
                    THEN format(
                        'conversion %s turns %s into %s, its rate of %s for %s gives %s',
                        conversion.chain, leaving.amount, arriving.amount, conversion.numerator,
                        conversion.denominator,
                        floor(
                            leaving.amount::numeric * conversion.numerator
                            / conversion.denominator
                        )
                    )
            END AS what,
            leaving.asset AS old_asset,
            arriving.asset AS new_asset
        FROM ledger_conversion AS conversion
        FULL JOIN (SELECT link.* FROM link WHERE link.place = 1) AS leaving
            ON conversion.chain = leaving.chain
        LEFT JOIN link AS arriving ON leaving.chain = arriving.chain AND arriving.place = 2
    )

    SELECT
        told.account_id,
        told.entry_id,
        told.transfer_id,
        told.what
    FROM told
    WHERE
        told.what IS NOT NULL
        AND (
            p_asset IS NULL OR told.old_asset IS NULL
            OR p_asset IN (told.old_asset, told.new_asset)
        )
    ORDER BY told.entry_id, told.chain
    LIMIT p_limit
$$;
