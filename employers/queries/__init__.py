"""Reading the archive: one module per page, each with a constant number of queries."""
