-- What the audit walks through: each account with what it says it holds (id 0), then its entries
-- in the order of the books, each with what it may draw on. `wrong` says what speaks against the
-- entry itself. Entries of accounts without a floor are here only when they are wrong: those
-- accounts keep no balance that one entry could hand to the next.
CREATE VIEW ledger_audit_lines_v1 AS
WITH asked AS (
    SELECT nullif(current_setting('enishi.audit_asset', TRUE), '') AS asset
),

pocket AS (
    SELECT
        one.account_id,
        array_agg(one.expires_on) AS dates,
        array_agg(one.remaining) AS points
    FROM ledger_pocket AS one
    GROUP BY one.account_id
)

SELECT
    holder.id AS account_id,
    0::bigint AS id,
    holder.seq,
    holder.held AS amount,
    holder.balance,
    coalesce(pocket.dates, '{}') AS pocket_dates,
    coalesce(pocket.points, '{}') AS pocket_amounts,
    NULL::text AS wrong,
    NULL::date AS from_day,
    NULL::date AS before_day,
    NULL::date[] AS filled_dates,
    NULL::bigint[] AS filled_amounts,
    holder.has_pockets
FROM ledger_account AS holder
LEFT JOIN pocket ON holder.id = pocket.account_id
WHERE holder.asset = coalesce((SELECT asked.asset FROM asked), holder.asset)
UNION ALL
SELECT
    told.account_id,
    told.id,
    told.seq,
    told.amount,
    told.balance,
    told.pocket_dates,
    told.pocket_amounts,
    told.wrong,
    told.from_day,
    told.before_day,
    told.filled_dates,
    told.filled_amounts,
    NULL::boolean AS has_pockets
FROM (
    SELECT
        entry.*,
        holder.has_floor,
        holder.asset,
        CASE
            WHEN
                holder.id IS NULL
                THEN 'is of account ' || entry.account_id || ', which is not there'
            WHEN
                transfer.id IS NULL
                THEN 'belongs to transfer ' || entry.transfer_id || ', which is not there'
            WHEN entry.id / 2 <> transfer.seq
                THEN
                    format(
                        'is numbered %s, should be %s: its transfer is the %s.',
                        entry.id, 2 * transfer.seq + entry.id % 2, transfer.seq
                    )
            WHEN entry.id % 2 = 0 AND entry.account_id <> transfer.source_id
                THEN
                    'should be of the account that the points leave, '
                    || coalesce(
                        (
                            SELECT giver.name || ' ' || giver.asset
                            FROM ledger_account AS giver
                            WHERE giver.id = transfer.source_id
                        ),
                        transfer.source_id || ', which is not there'
                    )
            WHEN entry.id % 2 = 1 AND entry.account_id <> transfer.target_id
                THEN
                    'should be of the account that the points reach, '
                    || coalesce(
                        (
                            SELECT taker.name || ' ' || taker.asset
                            FROM ledger_account AS taker
                            WHERE taker.id = transfer.target_id
                        ),
                        transfer.target_id || ', which is not there'
                    )
            WHEN entry.amount <> transfer.amount * (CASE entry.id % 2 WHEN 0 THEN -1 ELSE 1 END)
                THEN format(
                    'moves %s, should move %s: its transfer moves %s',
                    entry.amount,
                    transfer.amount * (CASE entry.id % 2 WHEN 0 THEN -1 ELSE 1 END), transfer.amount
                )
            WHEN holder.asset <> transfer.asset
                THEN
                    format(
                        'is of %s, its transfer moves %s', holder.asset, transfer.asset
                    )
            WHEN holder.has_floor AND (entry.seq IS NULL OR entry.balance IS NULL)
                THEN 'has no place or no balance, its account counts both'
            WHEN NOT holder.has_floor AND (entry.seq IS NOT NULL OR entry.balance IS NOT NULL)
                THEN 'has a place or a balance, its account counts neither'
            WHEN
                NOT holder.has_pockets
                AND cardinality(entry.pocket_dates) + cardinality(entry.pocket_amounts) > 0
                THEN 'names pockets, its account has none'
            WHEN NOT holder.has_pockets OR entry.amount < 0 THEN NULL
            WHEN transfer.reverses IS NOT NULL AND transfer.expires_on IS NULL
                THEN (
                    SELECT
                        format(
                            'fills %s of %s, should reopen %s of %s', entry.pocket_amounts,
                            entry.pocket_dates, drawn.pocket_amounts, drawn.pocket_dates
                        )
                    FROM (SELECT transfer.reverses AS id) AS asked
                    LEFT JOIN ledger_transfer AS original ON asked.id = original.id
                    LEFT JOIN ledger_entry AS drawn ON drawn.id = 2 * original.seq
                    WHERE
                        (entry.pocket_dates, entry.pocket_amounts)
                        IS DISTINCT FROM (drawn.pocket_dates, drawn.pocket_amounts)
                )
            WHEN transfer.reverses IS NOT NULL
                THEN (
                    SELECT
                        format(
                            'fills %s of %s, should reopen %s of %s', entry.pocket_amounts,
                            entry.pocket_dates, reopened.points, reopened.dates
                        )
                    FROM ledger_reopened_v1(transfer.reverses, transfer.expires_on) AS reopened
                    WHERE
                        (entry.pocket_dates, entry.pocket_amounts)
                        IS DISTINCT FROM (reopened.dates, reopened.points)
                )
            WHEN
                transfer.expires_on IS NOT NULL
                OR NOT (
                    SELECT giver.has_pockets
                    FROM ledger_account AS giver
                    WHERE giver.id = transfer.source_id
                )
                THEN
                    CASE
                        WHEN
                            entry.pocket_dates <> ARRAY[coalesce(transfer.expires_on, '9999-12-31')]
                            OR entry.pocket_amounts <> ARRAY[transfer.amount]
                            THEN format(
                                'fills %s of %s, should fill %s of %s', entry.pocket_amounts,
                                entry.pocket_dates, transfer.amount,
                                coalesce(transfer.expires_on, '9999-12-31')
                            )
                    END
            ELSE (
                SELECT
                    format(
                        'fills %s of %s, the other side gives %s of %s', entry.pocket_amounts,
                        entry.pocket_dates, side.pocket_amounts, side.pocket_dates
                    )
                FROM (SELECT 2 * transfer.seq AS id) AS asked
                LEFT JOIN ledger_entry AS side ON asked.id = side.id
                WHERE
                    (entry.pocket_dates, entry.pocket_amounts)
                    IS DISTINCT FROM (side.pocket_dates, side.pocket_amounts)
            )
        END AS wrong,
        CASE
            WHEN NOT holder.has_pockets OR entry.amount > 0 THEN NULL
            WHEN transfer.kind = 'lapse' OR transfer.reverses IS NOT NULL THEN '-infinity'
            WHEN transfer.captures IS NOT NULL
                THEN (
                    SELECT (promise.at AT TIME ZONE 'Asia/Tokyo')::date
                    FROM ledger_hold AS promise
                    WHERE promise.id = transfer.captures
                )
            ELSE (transfer.at AT TIME ZONE 'Asia/Tokyo')::date
        END AS from_day,
        CASE
            WHEN
                holder.has_pockets AND entry.amount < 0 AND transfer.kind = 'lapse'
                AND transfer.reverses IS NULL AND transfer.captures IS NULL
                THEN (transfer.at AT TIME ZONE 'Asia/Tokyo')::date
        END AS before_day,
        CASE
            WHEN holder.has_pockets AND entry.amount < 0 AND transfer.reverses IS NOT NULL THEN (
                SELECT filled.pocket_dates
                FROM ledger_transfer AS original
                INNER JOIN ledger_entry AS filled ON filled.id = 2 * original.seq + 1
                WHERE original.id = transfer.reverses
            )
        END AS filled_dates,
        CASE
            WHEN holder.has_pockets AND entry.amount < 0 AND transfer.reverses IS NOT NULL THEN (
                SELECT filled.pocket_amounts
                FROM ledger_transfer AS original
                INNER JOIN ledger_entry AS filled ON filled.id = 2 * original.seq + 1
                WHERE original.id = transfer.reverses
            )
        END AS filled_amounts
    FROM ledger_entry AS entry
    LEFT JOIN ledger_account AS holder ON entry.account_id = holder.id
    LEFT JOIN ledger_transfer AS transfer ON entry.transfer_id = transfer.id
) AS told
WHERE
    (told.has_floor OR told.wrong IS NOT NULL)
    AND told.asset IS NOT DISTINCT FROM coalesce((SELECT asked.asset FROM asked), told.asset)
ORDER BY account_id, id
