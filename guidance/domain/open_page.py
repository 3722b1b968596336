"""What an open page calls itself when it saves: its key and its turn, "0a1b2c3d4e5f6071-12"."""

import re

NAME = re.compile(r"(?P<key>[0-9a-f]{16})-(?P<turn>\d{1,9})")


def is_page(name: str) -> bool:
    return NAME.fullmatch(name) is not None


def follows(name: str, last: str) -> bool:
    """Whether the page that saved last sends this, and sent it later: it knows what it saved.

    What it sent earlier and what arrives late is older than what is saved.
    """
    now, before = NAME.fullmatch(name), NAME.fullmatch(last)
    return bool(now and before and now["key"] == before["key"] and int(now["turn"]) > int(before["turn"]))
