"""By whose clock times are shown and of what one is reminded, as one chooses it."""

from typing import Any

from django import forms
from django.conf import settings

from guidance.domain.limits import TIME_ZONE
from guidance.domain.zones import EVERYWHERE, is_place, place_in, places, zone_named
from guidance.forms.plain import PlainForm

TICK = forms.CheckboxInput()


class ZoneField(forms.ChoiceField):
    """A place whose clock is meant, by the names that computers share; "" is the site's."""

    def __init__(self) -> None:
        super().__init__(
            required=False,
            label="Time zone",
            help_text="A city whose clock is yours. It is kept as you choose it, wherever you sign in.",
            widget=forms.Select({"class": "form-select"}),
        )

    def validate(self, value: Any) -> None:
        if value and not self.valid_value(value):
            raise forms.ValidationError(
                f"“{value[: TIME_ZONE.most]}” is no time zone that is known here. Choose one of the list."
            )


class TimesForm(PlainForm):
    time_zone = ZoneField()
    in_app = forms.BooleanField(required=False, label="Remind me in the app", widget=TICK)
    by_mail = forms.BooleanField(required=False, label="Remind me by mail", widget=TICK)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        site = f"The clock of this site: {settings.TIME_ZONE}"
        chosen = [("", site), (EVERYWHERE, "UTC"), *_by_an_older_name(self.initial.get("time_zone", ""))]
        self.can_choose("time_zone", [*chosen, *places().items()])


def _by_an_older_name(kept: str) -> list[tuple[str, str]]:
    """What somebody has chosen before stays chosen, also where it is offered by another name now."""
    is_older = kept != EVERYWHERE and not is_place(kept) and zone_named(kept)
    return [(kept, f"{place_in(kept)} ({kept}, as you chose it)")] if is_older else []
