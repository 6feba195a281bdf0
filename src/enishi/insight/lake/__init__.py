"""The facts under pseudonyms, as Parquet files with a manifest."""
