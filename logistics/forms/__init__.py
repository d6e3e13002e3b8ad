"""Shapes of what people type about logistics."""
