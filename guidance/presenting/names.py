"""What entries are called, where pages ask for it."""

from guidance.domain.naming import LABELS, Names, excerpt

__all__ = ["LABELS", "Names", "excerpt"]
