"""Measurements of speed, growth and memory, each a ratio of two runs side by side (docs/performance.md)."""
