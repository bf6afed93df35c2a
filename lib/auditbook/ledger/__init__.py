"""The books: large tables read by columns, typed once, kept as Parquet, seen through DuckDB views."""
