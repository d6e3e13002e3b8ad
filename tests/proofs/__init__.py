"""Long proofs, run by hand: `python -m tests.proofs.rules`, `python -m tests.proofs.mutants`."""
