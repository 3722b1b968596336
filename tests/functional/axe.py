"""axe in the page, and whether the page fits. Its source is evaluated there: the strict policy stays."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from playwright.sync_api import Page

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
NARROWEST = {"width": 320, "height": 640}
View = tuple[dict[str, int], str]
VIEWS: tuple[View, ...] = ((DESKTOP, "light"), (DESKTOP, "dark"), (PHONE, "dark"), (NARROWEST, "light"))
ON_A_PHONE: tuple[View, ...] = ((PHONE, "light"), (PHONE, "dark"))
COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules that another theme can break where it changes nothing but colours."""
RUN = "([within, options]) => axe.run(within, options).then((found) => found.violations)"
"""What passed is not handed over: that takes as long as some of the rules."""


@cache
def axe_source() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text()


def violations(
    page: Page, within: str = "html", rules: list[str] | None = None, but: Sequence[str] = ()
) -> list[str]:
    """What axe finds in the page as it stands, by all rules `but` some, one readable line each."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe_source())
    options: dict[str, object] = {"resultTypes": ["violations"], "selectors": False}
    options |= {"runOnly": rules} if rules else {"rules": {rule: {"enabled": False} for rule in but}}
    found = page.evaluate(RUN, [within, options])
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']} — {node['html'][:160]}"
        for rule in found
        for node in rule["nodes"]
    ]


def overflows(page: Page) -> bool:
    """Whether the page is wider than its window."""
    wide: bool = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return wide


def faults_of(page: Page, views: tuple[View, ...] = VIEWS) -> list[str]:
    """What axe finds in each view of the page as it stands, and the windows in which it does not fit.

    The page is loaded once. Where a view differs from the one before by its theme, colours are looked at.
    """
    found: dict[str, list[str]] = {}
    before = None
    for viewport, theme in views:
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        page.set_viewport_size(viewport)  # type: ignore[arg-type]
        lines = violations(page, rules=COLOURS if viewport == before else None)
        lines += ["wider than its window"] if overflows(page) else []
        for line in lines:
            found.setdefault(line, []).append(f"{viewport['width']} {theme}")
        before = viewport
    if before != NARROWEST:
        page.set_viewport_size(NARROWEST)  # type: ignore[arg-type]
        if overflows(page):
            found.setdefault("wider than its window", []).append("narrowest")
    page.set_viewport_size(views[0][0])  # type: ignore[arg-type]
    return [f"{line} ({', '.join(at)})" for line, at in found.items()]


def look(page: Page, *paths: str, views: tuple[View, ...] = VIEWS) -> list[str]:
    """The faults of several pages, each with its address."""
    found = []
    for path in paths:
        page.set_viewport_size(views[0][0])  # type: ignore[arg-type]
        page.goto(path)
        found += [f"{path}: {fault}" for fault in faults_of(page, views)]
    return found
