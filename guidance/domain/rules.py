"""Rules stand with the other entries."""

from .entries import Effect, Rule

__all__ = ["Effect", "Rule"]
