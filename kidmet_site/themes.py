"""Light, dark, or as the device has it: the names, their order, and what a template needs of them."""

COOKIE = "theme"
THEMES = {"auto": "as on this device", "light": "light", "dark": "dark"}
LABELS = {"auto": "Auto", "light": "Light", "dark": "Dark"}


def theme_of(cookies: dict[str, str]) -> str:
    chosen = cookies.get(COOKIE, "auto")
    return chosen if chosen in THEMES else "auto"


def after(theme: str) -> str:
    order = list(THEMES)
    return order[(order.index(theme) + 1) % len(order)]
