"""The site's own addresses and one more: a view that does nothing, behind the same sign-in."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from guidance.permissions import allowed
from kidmet_site.urls import urlpatterns as site_urls


@allowed(lambda user: user.is_authenticated)
def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


urlpatterns = [path("empty/", empty, name="empty"), *site_urls]
