from .landing import landing
from .theme import theme
