"""What 40_checks shows: matters with their vouchers, which checks ran on how much, and what people decided."""
