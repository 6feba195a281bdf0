-- Tells the numbers of the sales that stand under pairs of a shop and its key.
CREATE FUNCTION sales_known_v1(p_shops text[], p_keys text[])
RETURNS SETOF bigint
LANGUAGE sql
STABLE
AS $$
    SELECT sale.seq
    FROM unnest(p_shops, p_keys) AS asked (shop_code, key)
    INNER JOIN sales_sale AS sale
        ON sale.shop_id = asked.shop_code AND sale.key = asked.key
$$;
