"""ktokogo: who quotes whom in Russian texts."""

__version__ = "0.1.0"
