"""TNM notation for staging: one category. The grammar is in `cases.domain.notation`."""

from ..notation.category import ELEMENTS, Category, NotationError
from ..notation.scanning import read_category
from ..notation.sites import SITES

__all__ = ["ELEMENTS", "SITES", "Category", "NotationError", "read_category"]
