"""The page of one listing, for stewards."""
