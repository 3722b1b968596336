"""How many bytes a view takes, where that is more than others do."""

from collections.abc import Callable

from guidance.domain.limits import Limit
from guidance.views.loading import View


def takes(limit: Limit) -> Callable[[View], View]:
    """Read by the site before a request is: see `kidmet_site.sizes`."""

    def mark(view: View) -> View:
        view.takes = limit  # type: ignore[attr-defined]  # a mark that the view carries
        return view

    return mark
