"""What a browser would send of a page of a draft."""

from collections.abc import Callable
from typing import Any

from django.test import Client

from kidmet_site.accounts.models import User
from tests.cases.samples import Sent

ClientOf = Callable[[User], Client]
HTMX = {"HX-Request": "true"}


class _Typed(Sent):
    """With the texts of text areas."""

    area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        super().handle_starttag(tag, attrs)
        if tag == "textarea":
            self.area = dict(attrs)["name"]
            self.pairs.append((str(self.area), ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = None
        elif tag == "select":
            self.select = None

    def handle_data(self, data: str) -> None:
        if self.area:
            self.pairs[-1] = (self.area, self.pairs[-1][1] + data.removeprefix("\n"))


def form_of(client: Client, address: str, form: str = "draft-form") -> dict[str, Any]:
    """The fields of the form of a page as they stand there."""
    page = client.get(address).content.decode()
    inside = page[page.index(f'id="{form}"') :]
    sent: dict[str, Any] = {}
    for name, value in _Typed(inside[: inside.index("</form>")]).pairs:
        sent.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in sent.items()}
