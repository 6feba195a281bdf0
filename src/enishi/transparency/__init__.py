"""The sealed log: an append-only Merkle tree that anybody can check."""
