"""What somebody had a worker do: libraries on their way, and the impact of a draft."""

from cases.models import ImpactRun, ImportedCase, LibraryTransfer, TransferChunk
from kidmet_site.accounts.holdings import as_json, goes, hold, hold_parts, nobodys


def register() -> None:
    hold(
        model=LibraryTransfer,
        title="Imports and exports of libraries",
        what="The last libraries that you imported or exported, with their files.",
        why="A long import or export can be watched, and its file fetched.",
        after="They are deleted.",
        people={"by": {}},
        mentions=("name", "title"),
        erase=goes,
        export=lambda transfer, person: as_json(transfer, person, but=("versions", "results")),
        place=10,
    )
    hold_parts(LibraryTransfer, TransferChunk, ImportedCase)
    hold(
        model=ImpactRun,
        title="Impact of changes",
        what="When you asked what a change of the guidance would do to stored cases.",
        why="The answer is kept for all curators.",
        after="The answer stays; that you asked does not.",
        people={"by": {}},
        erase=nobodys,
        export=lambda run, person: as_json(run, person, but=("results",)),
    )
