"""axe in the page, and whether the page fits. Its source is evaluated there: the strict policy stays."""

from functools import cache
from importlib.resources import files

from playwright.sync_api import Page


@cache
def axe_source() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text()


def violations(page: Page, within: str = "html") -> list[str]:
    """What axe finds in the page as it stands, one readable line each."""
    page.evaluate(axe_source())
    found = page.evaluate("(within) => axe.run(within, {resultTypes: ['violations']})", within)["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']} — {node['html'][:160]}"
        for rule in found
        for node in rule["nodes"]
    ]


def overflows(page: Page) -> bool:
    """Whether the page is wider than its window."""
    wide: bool = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return wide
