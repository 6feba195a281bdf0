-- Books of any size, right by construction: every wallet lives the same steps, multiplied by a
-- factor of its own, so that every balance, count and pocket is known without adding anything up.

-- One row per step of a wallet's life. `before` is what the wallet holds, `points` what moves;
-- `early` and `late` are the two expiry dates of the year; draws and fills name what they take.
CREATE TABLE scale_step (
    number int PRIMARY KEY,
    kind text NOT NULL,
    way text NOT NULL, -- in: issue to wallet, out: wallet to shop, back: shop to wallet, end: lapse
    at timestamptz NOT NULL,
    expires_on date,
    reverses int,
    points bigint NOT NULL,
    pocket_dates date[] NOT NULL,
    pocket_points bigint[] NOT NULL,
    balance bigint NOT NULL,
    shop_before bigint NOT NULL,
    shop_seq int NOT NULL,
    fund_before bigint NOT NULL,
    fund_seq int NOT NULL
);

-- A year of sixteen steps; the last year ends after seven, with both pockets open.
INSERT INTO scale_step
WITH life (place, kind, way, days, early, late) AS (
    VALUES
    (1, 'grant', 'in', 10, 30, 0),
    (2, 'grant', 'in', 30, 0, 20),
    (3, 'spend', 'out', 50, 10, 0),
    (4, 'grant', 'in', 70, 0, 10),
    (5, 'spend', 'out', 90, 20, 5),
    (6, 'grant', 'in', 120, 40, 0),
    (7, 'spend', 'out', 150, 15, 0),
    (8, 'lapse', 'end', 183, 25, 0),
    (9, 'grant', 'in', 200, 0, 50),
    (10, 'spend', 'out', 220, 0, 30),
    (11, 'grant', 'in', 240, 0, 20),
    (12, 'spend', 'out', 260, 0, 40),
    (13, 'grant', 'in', 280, 0, 30),
    (14, 'spend', 'out', 300, 0, 20),
    (15, 'reverse', 'back', 301, 0, 20),
    (16, 'lapse', 'end', 365, 0, 55)
),

years AS (
    SELECT
        16 * years.number + life.place AS number,
        life.*,
        life.early + life.late AS points,
        make_date(2023 + years.number, 9, 30) AS early_on,
        make_date(2024 + years.number, 3, 31) AS late_on,
        make_timestamptz(2023 + years.number, 4, 1, 0, 0, 0, 'Asia/Tokyo')
        + life.days * interval '1 day'
        + CASE WHEN life.place = 16 THEN interval '1 day' ELSE interval '0' END AS moment
    FROM life CROSS JOIN generate_series(0, 2) AS years (number)
    WHERE years.number < 2 OR life.place <= 7
)

SELECT
    years.number,
    years.kind,
    years.way,
    years.moment,
    CASE WHEN years.way = 'in' AND years.early > 0 THEN years.early_on
        WHEN years.way = 'in' THEN years.late_on END,
    CASE WHEN years.way = 'back' THEN years.number - 1 END,
    years.points,
    array_remove(ARRAY[
        CASE WHEN years.early > 0 THEN years.early_on END,
        CASE WHEN years.late > 0 THEN years.late_on END
    ], NULL),
    array_remove(ARRAY[nullif(years.early, 0), nullif(years.late, 0)], NULL),
    sum(CASE WHEN years.way IN ('in', 'back') THEN years.points ELSE -years.points END) OVER life,
    coalesce(sum(
        CASE years.way WHEN 'out' THEN years.points WHEN 'back' THEN -years.points ELSE 0 END
    ) OVER past, 0),
    count(*) FILTER (WHERE years.way IN ('out', 'back')) OVER past,
    coalesce(sum(CASE years.way WHEN 'end' THEN years.points ELSE 0 END) OVER past, 0),
    count(*) FILTER (WHERE years.way = 'end') OVER past
FROM years
WINDOW
    life AS (ORDER BY years.number),
    past AS (ORDER BY years.number ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING);

-- One row per wallet with its place in the books of its shop and of its fund.
CREATE UNLOGGED TABLE scale_wallet (
    number int PRIMARY KEY,
    account bigint NOT NULL,
    asset text NOT NULL,
    factor int NOT NULL,
    issue bigint NOT NULL,
    shop bigint NOT NULL,
    shop_rank int NOT NULL,
    shop_prefix bigint NOT NULL,
    shop_wallets int NOT NULL,
    shop_total bigint NOT NULL,
    fund bigint NOT NULL,
    fund_rank int NOT NULL,
    fund_prefix bigint NOT NULL,
    fund_wallets int NOT NULL,
    fund_total bigint NOT NULL,
    budget bigint NOT NULL
);

-- Two assets: one lapses into a fund, one is reported as unused; a thousand shops; wallets.
CREATE FUNCTION scale_people(p_wallets int) RETURNS void
LANGUAGE sql
AS $$
    INSERT INTO ledger_account (name, asset, has_floor, has_pockets, balance, held, seq)
    SELECT starts.name || assets.asset, assets.asset, starts.has_floor, false, 0, 0, 0
    FROM (VALUES ('town:coin'), ('town:point')) AS assets (asset)
    CROSS JOIN (VALUES ('issue:', false), ('fund:', true), ('unused:', false))
    AS starts (name, has_floor);

    INSERT INTO ledger_budget (name, asset, points_max, spent)
    VALUES ('year:scale:coin', 'town:coin', 9007199254740991, 0),
    ('year:scale:point', 'town:point', 9007199254740991, 0);

    INSERT INTO ledger_account (name, asset, has_floor, has_pockets, balance, held, seq)
    SELECT
        'shop:' || shops.number,
        CASE WHEN shops.number % 2 = 0 THEN 'town:coin' ELSE 'town:point' END,
        true, false, 0, 0, 0
    FROM generate_series(0, 999) AS shops (number);

    INSERT INTO ledger_account (name, asset, has_floor, has_pockets, balance, held, seq)
    SELECT
        'member:' || md5('wallet' || wallets.number)::uuid,
        CASE WHEN wallets.number % 2 = 0 THEN 'town:coin' ELSE 'town:point' END,
        true, true, 0, 0, 0
    FROM generate_series(0, p_wallets - 1) AS wallets (number);

    INSERT INTO scale_wallet
    SELECT
        wallets.number,
        account.id,
        account.asset,
        1 + wallets.number % 9,
        issue.id,
        shop.id,
        row_number() OVER by_shop,
        sum(1 + wallets.number % 9) OVER by_shop,
        count(*) OVER (PARTITION BY shop.id),
        sum(1 + wallets.number % 9) OVER (PARTITION BY shop.id),
        fund.id,
        row_number() OVER by_fund,
        sum(1 + wallets.number % 9) OVER by_fund,
        count(*) OVER (PARTITION BY fund.id),
        sum(1 + wallets.number % 9) OVER (PARTITION BY fund.id),
        budget.id
    FROM generate_series(0, p_wallets - 1) AS wallets (number)
    INNER JOIN ledger_account AS account
        ON account.name = 'member:' || md5('wallet' || wallets.number)::uuid
    INNER JOIN ledger_account AS issue
        ON issue.asset = account.asset AND issue.name = 'issue:' || account.asset
    INNER JOIN ledger_account AS shop
        ON shop.asset = account.asset AND shop.name = 'shop:' || wallets.number % 1000
    INNER JOIN ledger_account AS fund
        ON
            fund.asset = account.asset
            AND fund.name = CASE account.asset
                WHEN 'town:coin' THEN 'fund:town:coin' ELSE 'unused:town:point'
            END
    INNER JOIN ledger_budget AS budget ON budget.asset = account.asset
    WINDOW
        by_shop AS (PARTITION BY shop.id ORDER BY wallets.number ROWS UNBOUNDED PRECEDING),
        by_fund AS (PARTITION BY fund.id ORDER BY wallets.number ROWS UNBOUNDED PRECEDING);
$$;

-- Lets every wallet live one step: a transfer and its two entries each.
CREATE FUNCTION scale_live(p_step int, p_wallets int) RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    v_step scale_step;
    v_before bigint;
    v_reversed bigint;
    v_arrives boolean;
BEGIN
    SELECT * INTO v_step FROM scale_step WHERE number = p_step;
    v_before := (p_step - 1)::bigint * p_wallets + 1;
    v_reversed := (v_step.reverses - 1)::bigint * p_wallets + 1;
    v_arrives := v_step.way IN ('in', 'back');

    INSERT INTO ledger_transfer (
        id, seq, source_id, target_id, amount, asset, kind, reverses, budgets, expires_on, at,
        created_at
    )
    SELECT
        md5('transfer' || (v_before + wallet.number))::uuid,
        v_before + wallet.number,
        CASE v_step.way
            WHEN 'in' THEN wallet.issue WHEN 'back' THEN wallet.shop ELSE wallet.account
        END,
        CASE v_step.way
            WHEN 'out' THEN wallet.shop WHEN 'end' THEN wallet.fund ELSE wallet.account
        END,
        v_step.points * wallet.factor,
        wallet.asset,
        v_step.kind,
        CASE WHEN v_step.way = 'back'
            THEN md5('transfer' || (v_reversed + wallet.number))::uuid
        END,
        CASE WHEN v_step.way = 'in' THEN ARRAY[wallet.budget] END,
        v_step.expires_on,
        v_step.at + wallet.number % 36000 * interval '1 second',
        v_step.at + wallet.number % 36000 * interval '1 second'
    FROM scale_wallet AS wallet
    ORDER BY wallet.number;

    INSERT INTO ledger_entry (
        id, account_id, seq, transfer_id, amount, balance, pocket_dates, pocket_amounts
    )
    SELECT
        2 * (v_before + wallet.number) + v_arrives::int,
        wallet.account,
        p_step,
        md5('transfer' || (v_before + wallet.number))::uuid,
        CASE WHEN v_arrives THEN v_step.points ELSE -v_step.points END * wallet.factor,
        v_step.balance * wallet.factor,
        v_step.pocket_dates,
        CASE cardinality(v_step.pocket_points)
            WHEN 1 THEN ARRAY[v_step.pocket_points[1] * wallet.factor]
            ELSE ARRAY[
                v_step.pocket_points[1] * wallet.factor, v_step.pocket_points[2] * wallet.factor
            ]
        END
    FROM scale_wallet AS wallet
    UNION ALL
    SELECT
        2 * (v_before + wallet.number) + 1 - v_arrives::int,
        CASE v_step.way
            WHEN 'in' THEN wallet.issue WHEN 'end' THEN wallet.fund ELSE wallet.shop
        END,
        CASE
            WHEN v_step.way IN ('out', 'back')
                THEN v_step.shop_seq::bigint * wallet.shop_wallets + wallet.shop_rank
            WHEN v_step.way = 'end' AND wallet.asset = 'town:coin'
                THEN v_step.fund_seq::bigint * wallet.fund_wallets + wallet.fund_rank
        END,
        md5('transfer' || (v_before + wallet.number))::uuid,
        CASE WHEN v_arrives THEN -v_step.points ELSE v_step.points END * wallet.factor,
        CASE
            WHEN v_step.way = 'out' THEN
                v_step.shop_before * wallet.shop_total + v_step.points * wallet.shop_prefix
            WHEN v_step.way = 'back' THEN
                v_step.shop_before * wallet.shop_total - v_step.points * wallet.shop_prefix
            WHEN v_step.way = 'end' AND wallet.asset = 'town:coin' THEN
                v_step.fund_before * wallet.fund_total + v_step.points * wallet.fund_prefix
        END,
        '{}',
        '{}'
    FROM scale_wallet AS wallet
    ORDER BY 1;
END
$$;

-- Writes what accounts, pockets and budgets end with.
CREATE FUNCTION scale_end(p_wallets int) RETURNS void
LANGUAGE sql
AS $$
    UPDATE ledger_account AS account
    SET balance = 50 * wallet.factor, seq = 39
    FROM scale_wallet AS wallet WHERE account.id = wallet.account;

    INSERT INTO ledger_pocket (account_id, expires_on, remaining)
    SELECT
        wallet.account,
        pocket.expires_on,
        CASE WHEN pocket.expires_on >= '2025-09-01' THEN 25 * wallet.factor ELSE 0 END
    FROM scale_wallet AS wallet
    CROSS JOIN (
        SELECT DISTINCT unnest(step.pocket_dates) AS expires_on FROM scale_step AS step
    ) AS pocket
    ORDER BY wallet.account, pocket.expires_on;

    UPDATE ledger_account AS account
    SET balance = ended.points * wallets.total, seq = ended.steps * wallets.number
    FROM (
        SELECT DISTINCT shop AS id, shop_total AS total, shop_wallets AS number, 'out' AS way
        FROM scale_wallet
        UNION ALL
        SELECT DISTINCT fund, fund_total, fund_wallets, 'end' FROM scale_wallet
    ) AS wallets
    INNER JOIN (
        SELECT
            CASE way WHEN 'back' THEN 'out' ELSE way END AS way,
            sum(CASE way WHEN 'back' THEN -points ELSE points END) AS points,
            count(*) AS steps
        FROM scale_step GROUP BY 1
    ) AS ended ON wallets.way = ended.way
    WHERE account.id = wallets.id AND account.has_floor;

    UPDATE ledger_budget AS budget
    SET spent = granted.points * wallets.total
    FROM
        (SELECT DISTINCT budget AS id, fund_total AS total FROM scale_wallet) AS wallets,
        (SELECT sum(points) AS points FROM scale_step WHERE way = 'in') AS granted
    WHERE budget.id = wallets.id;

    INSERT INTO ledger_dailytotal (asset, "on", kind, source, target, points, transfers)
    SELECT
        holders.asset,
        (step.at AT TIME ZONE 'Asia/Tokyo')::date,
        step.kind,
        CASE
            step.way WHEN 'in' THEN 'issue:' || holders.asset WHEN 'back' THEN other.name
            ELSE 'member'
        END,
        CASE step.way WHEN 'in' THEN 'member' WHEN 'back' THEN 'member' ELSE other.name END,
        step.points * holders.factors,
        holders.wallets
    FROM scale_step AS step
    INNER JOIN (
        SELECT 'shop' AS what, asset, shop AS id, sum(factor) AS factors, count(*) AS wallets
        FROM scale_wallet GROUP BY asset, shop
        UNION ALL
        SELECT 'fund', asset, fund, sum(factor), count(*) FROM scale_wallet GROUP BY asset, fund
    ) AS holders ON holders.what = CASE WHEN step.way IN ('out', 'back') THEN 'shop' ELSE 'fund' END
    INNER JOIN ledger_account AS other ON other.id = holders.id;

    INSERT INTO ledger_dailyposition (id, xid, seq)
    SELECT 1, xid, seq FROM ledger_transfer ORDER BY xid DESC, seq DESC LIMIT 1
    ON CONFLICT (id) DO UPDATE SET xid = excluded.xid, seq = excluded.seq;

    SELECT setval('ledger_transfer_order', 39::bigint * p_wallets);
$$;
