from .landing import landing
from .theme import theme

__all__ = ["landing", "theme"]
