"""What points and honours are exchanged for: goods, experiences, vouchers."""
