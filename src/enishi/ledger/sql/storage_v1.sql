-- Balances change all the time: room on the page keeps the changes out of the indexes.
ALTER TABLE ledger_account SET (fillfactor = 50);
ALTER TABLE ledger_pocket SET (fillfactor = 70);
