"""The picture of the floors, drawn from the imports: `make floors` writes docs/pictures/floors.svg anew.

Who imports stands above what it imports. A line leads down to each room that one imports; not where a way
through other rooms leads there as well. Lines between the houses lead from cases to guidance.
"""

from graphlib import TopologicalSorter
from pathlib import Path

from kidmet_site.setup import ROOT
from tests.test_layers import APPS, GROUND, MODULES, imports, is_ground

PICTURE = ROOT / "docs" / "pictures" / "floors.svg"
ROOM, HEIGHT, STEP = 150, 30, 46
LEFT, RIGHT, TOP = 210, 520, 86
STYLE = """
text { font: 14px system-ui, sans-serif; fill: #1f2328; text-anchor: middle; dominant-baseline: central }
.house { font-weight: 600 }
.said { font-size: 12px; fill: #59636e }
rect { fill: #f6f8fa; stroke: #818b98; rx: 5px }
.ground rect { fill: #ddf4ff; stroke: #0969da }
path { fill: none; stroke: #818b98; stroke-width: 1.2 }
.across path { stroke: #0969da }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc }
  .said { fill: #9198a1 }
  rect { fill: #151b23; stroke: #656c76 }
  .ground rect { fill: #121d2f; stroke: #4493f8 }
  path { stroke: #656c76 }
  .across path { stroke: #4493f8 }
}
"""

Room = tuple[str, str]
"""House and layer, as ("cases", "views")."""


def room_of(parts: list[str]) -> Room | None:
    """None for what is no room: the house itself, another project's."""
    if is_ground(".".join(parts) + "."):
        return ("kidmet_site", "accounts")
    if parts[0] == "kidmet_site":
        return ("kidmet_site", "")
    return (parts[0], parts[1]) if parts[0] in APPS and len(parts) > 1 else None


def needed() -> dict[Room, set[Room]]:
    """By room: the rooms that its modules import."""
    found: dict[Room, set[Room]] = {}
    for path in MODULES:
        own = room_of(list(path.relative_to(ROOT).with_suffix("").parts))
        if own is None or own[1] == "__init__":
            continue
        others = {room_of(name.split(".")) for _, name in imports(path)}
        found.setdefault(own, set()).update(other for other in others if other and other != own)
    used = set().union(*found.values())
    return {room: others & found.keys() for room, others in found.items() if others or room in used}


def heights(graph: dict[Room, set[Room]]) -> dict[Room, int]:
    """By room: how many floors are below it, 0 for what imports nothing. Raises CycleError."""
    found: dict[Room, int] = {}
    for room in TopologicalSorter(graph).static_order():
        found[room] = 1 + max((found[other] for other in graph[room]), default=-1)
    return found


def steps(graph: dict[Room, set[Room]]) -> list[tuple[Room, Room]]:
    """(above, below) for each line of the picture."""
    reached: dict[Room, set[Room]] = {}
    for room in TopologicalSorter(graph).static_order():
        reached[room] = graph[room].union(*(reached[other] for other in graph[room]))
    return sorted(
        (room, other)
        for room, others in graph.items()
        for other in others
        if not any(other in reached[between] for between in others)
    )


def places(graph: dict[Room, set[Room]]) -> dict[Room, tuple[int, int]]:
    """The middle of each room: a house's rooms one below the other, the domains on one line at the bottom."""
    height = heights(graph)
    rows = {
        app: sorted((room for room in graph if room[0] == app), key=lambda room: (-height[room], room))
        for app in APPS
    }
    longest = max(map(len, rows.values()))
    found = {("kidmet_site", ""): ((LEFT + RIGHT) // 2, 40)}
    for app, middle in zip(APPS, (RIGHT, LEFT), strict=True):
        for at, room in enumerate(rows[app], start=longest - len(rows[app])):
            # The person stands between the domains and all that keeps rows.
            below = STEP if room[1] == "domain" else 0
            found[room] = (middle, TOP + STEP + at * STEP + below)
    found[("kidmet_site", "accounts")] = ((LEFT + RIGHT) // 2, TOP + longest * STEP)
    return found


def line(start: Room, end: Room, place: dict[Room, tuple[int, int]]) -> str:
    """From the side of one room to that of another one, the longer the way the further out."""
    (x, y), (to_x, to_y) = place[start], place[end]
    if x == to_x:
        side = -1 if x == LEFT else 1
        edge = x + side * ROOM // 2
        out = edge + side * (8 + abs(to_y - y) // 4)
        return f"M{edge} {y + 5}C{out} {y + 5} {out} {to_y - 5} {edge} {to_y - 5}"
    edge, to_edge = x + ROOM // 2, to_x - ROOM // 2
    return f"M{edge} {y}C{edge + 70} {y} {to_edge - 70} {to_y} {to_edge} {to_y}"


def box(room: Room, middle: tuple[int, int]) -> str:
    (x, y), wide = middle, ROOM if room[0] in APPS else RIGHT - LEFT + ROOM
    ground = f"kidmet_site.accounts: {', '.join(name.rpartition('.')[2] for name in GROUND)}"
    said = {"": "kidmet_site", "accounts": ground}.get(room[1], room[1])
    kind = ' class="ground"' if room == ("kidmet_site", "accounts") else ""
    rect = f'<rect x="{x - wide // 2}" y="{y - HEIGHT // 2}" width="{wide}" height="{HEIGHT}"/>'
    return f'<g{kind}>{rect}<text x="{x}" y="{y}">{said}</text></g>'


def drawn() -> str:
    graph = needed()
    place = places(graph)
    pairs = [pair for pair in steps(graph) if pair[0][0] in APPS and pair[1][0] in APPS]
    inside = [line(*pair, place) for pair in pairs if pair[0][0] == pair[1][0]]
    across = [line(*pair, place) for pair in pairs if pair[0][0] != pair[1][0]]
    bottom = max(y for _, y in place.values()) + 40
    said = (
        f'<text class="house" x="{LEFT}" y="{TOP}">cases</text>'
        f'<text class="house" x="{RIGHT}" y="{TOP}">guidance</text>'
    )
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + RIGHT} {bottom}" role="img">',
            "<title>The floors of KidMet: each room stands above those that it imports</title>",
            f"<style>{STYLE}</style>",
            *(f'<path d="{each}"/>' for each in inside),
            f'<g class="across">{"".join(f"""<path d="{each}"/>""" for each in across)}</g>',
            said,
            *(box(room, middle) for room, middle in sorted(place.items())),
            "</svg>\n",
        ]
    )


def write(picture: Path = PICTURE) -> None:
    picture.write_text(drawn())


if __name__ == "__main__":
    write()
