"""Imports decks into a collection of Anki, and prints what it holds: `anki_in_zone.py COLLECTION DECK`.

A process of its own, since Anki reads the zone once.
"""

import json
import sys
from typing import Any

from anki.collection import Collection
from anki.import_export_pb2 import ImportAnkiPackageOptions, ImportAnkiPackageRequest


def imported(collection: Collection, deck: str) -> None:
    options = ImportAnkiPackageOptions(with_scheduling=True)
    collection.import_anki_package(ImportAnkiPackageRequest(package_path=deck, options=options))


def held(collection: Collection) -> dict[str, Any]:
    columns = "type, queue, due, ivl, factor, reps, lapses, data"
    return {
        "today": collection.sched.today,
        "cards": collection.db.all(f"SELECT {columns} FROM cards ORDER BY id"),
        "reviews": collection.db.all("SELECT id, ease, type FROM revlog ORDER BY id"),
    }


if __name__ == "__main__":
    opened = Collection(sys.argv[1])
    imported(opened, sys.argv[2])
    print(json.dumps(held(opened)))
    opened.close()
