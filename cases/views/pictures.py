"""A picture as an answer. Whether the person may have it is asked before, of the document that names it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from cases.content.pictures import THUMBNAIL_TYPE
from cases.queries.pictures import picture

THUMBNAIL = "thumb"
FOREVER = "private, max-age=31536000, immutable"
"""For the browser of the person alone: under its hash a picture is never another."""


def picture_response(request: HttpRequest, hash: str) -> HttpResponse:
    """The picture, or with `?size=thumb` its thumbnail; nothing where the browser has it. Raises Http404."""
    is_small = request.GET.get("size") == THUMBNAIL
    etag = f'"{hash}{"-thumb" if is_small else ""}"'
    answer = get_conditional_response(request, etag=etag) or _whole(hash, is_small)
    answer.headers["ETag"] = etag
    answer.headers["Cache-Control"] = FOREVER
    return answer


def _whole(hash: str, is_small: bool) -> HttpResponse:
    held = picture(hash)
    if held is None:
        raise Http404
    answer = HttpResponse(
        bytes(held.thumbnail if is_small else held.content),
        content_type=THUMBNAIL_TYPE if is_small else held.media_type,
    )
    answer.headers["Content-Disposition"] = f'inline; filename="{hash[:12]}.{answer["Content-Type"][6:]}"'
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
