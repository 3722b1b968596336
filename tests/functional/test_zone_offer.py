"""The zone of the browser is offered beside the list of zones where it makes a difference."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, expect

from kidmet_site.accounts.models import User

pytestmark = [pytest.mark.django_db(transaction=True)]
OpenAs = Callable[..., Page]
# The zone of the browser, what somebody has chosen, and what is offered.
OFFERS = (
    ("Asia/Calcutta", "", "Asia/Kolkata"),
    ("Asia/Kolkata", "Asia/Calcutta", ""),
    ("Asia/Calcutta", "Asia/Kolkata", ""),
    ("America/Buenos_Aires", "Asia/Kolkata", "America/Argentina/Buenos_Aires"),
    ("Etc/UTC", "", ""),
    ("UTC", "", ""),
    ("UTC", "Europe/Berlin", "UTC"),
    ("Europe/Berlin", "", "Europe/Berlin"),
)


def test_the_zone_of_the_browser_is_offered_where_its_clock_is_another(
    resident: User, open_as: OpenAs
) -> None:
    page, wrong = open_as(resident, is_kept=False), []  # its window keeps the zone
    browser = page.context.new_cdp_session(page)

    for zone, chosen, offered in OFFERS:
        User.objects.update(time_zone=chosen)
        browser.send("Emulation.setTimezoneOverride", {"timezoneId": zone})
        page.goto(reverse("account_times"))
        offer = page.locator("[data-zone-offer].is-offered")
        told = offer.locator("b").inner_text() if offer.count() else ""
        if told != offered:
            wrong.append((zone, chosen, told))
        if offered:
            offer.get_by_role("button", name="Choose it").click()
            expect(page.get_by_label("Time zone")).to_have_value(offered)
            expect(offer).to_have_count(0)

    assert settings.TIME_ZONE == "UTC" and wrong == []
