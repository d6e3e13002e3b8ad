"""Benchmarks print figures and ratios; nothing in the suite depends on time. See README, 'Ukuran'."""
