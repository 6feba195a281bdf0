"""How fast points move here: our doors and pgbench's TPC-B, one after another on one server."""
