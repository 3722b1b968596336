"""The way in for web servers: `kidmet_site.wsgi:application`."""

import gc
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kidmet_site.settings")

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def with_large_frame(call: Application, version: Sequence[object] = sys.version_info) -> Application:
    """On Python 3.11, the same application called from a frame that claims a large stack.

    3.11 keeps Python frames in chunks of 16 KB that it maps and unmaps as the depth of calls crosses an edge.
    Templates go deep and come back hundreds of times a page, which costs up to a third of the time. A frame
    that asks for 70,000 slots gets one chunk that is large enough for the whole request.
    """
    if tuple(version[:2]) != (3, 11):
        return call

    def from_large_frame(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        return call(environ, start_response)

    from_large_frame.__code__ = from_large_frame.__code__.replace(co_stacksize=70_000)
    return from_large_frame


application = with_large_frame(get_wsgi_application())

# docs/decisions/garbage.md
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 20)
