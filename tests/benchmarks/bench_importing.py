"""A library of five hundred cases from its file: read by steps, then taken in at once; memory stays flat.

In one process, as a worker does it: each step is called with the transfer as it stands in the database. The
cases are the shipped ones, over and over.
"""

import json
import statistics
from pathlib import Path

from tests.benchmarks.server import manage, run

CASES = 500
FEWEST_STEPS = 8
"""So often at least is told how far it is."""
MOST_MORE = 1.5
"""What any step holds in memory against an early one: the cases that it reads, some more or less."""
MOST_AT_ONCE = 1 / 6
"""Taking all of them in, which is one step, against reading and checking them."""
IMPORTING = """
import io, json, time, tracemalloc, zipfile
import django
django.setup()
from django.utils import timezone
from cases.actions.importing import start_import, step_import
from cases.content.library import shipped_library
from cases.content.library_file import Manifest, ManifestCase, content_hash, put_document, put_manifest
from cases.models import Library, LibraryTransfer, TeachingCase
from kidmet_site.accounts.models import User

by = User.objects.filter(is_educator=True).first()
shipped = shipped_library()
documents = [
    {**case.document, "slug": f"case-{n}", "title": f"{case.title} {n}"}
    for n, case in zip(range(%(cases)d), list(shipped.cases) * 100)
]
manifest = Manifest(
    slug="many", title="Many", summary="", objectives=shipped.objectives, licence="CC-BY-4.0", credits=(),
    cases=tuple(ManifestCase(each["slug"], content_hash(each)) for each in documents), pictures=(),
)
file = io.BytesIO()
with zipfile.ZipFile(file, "w") as made:
    put_manifest(made, manifest)
    for entry, document in zip(manifest.cases, documents):
        put_document(made, entry, document)
file.seek(0)
transfer = start_import(file=file, name="many.zip", by=by, now=timezone.now())
del documents, file
held = lambda: Library.objects.filter(title="Many").exists()
steps = []
while transfer.is_running:
    assert not held(), "a part of it is in use before the end"
    transfer = LibraryTransfer.objects.get(pk=transfer.pk)
    began_at = transfer.done
    if traced := (began_at < transfer.total and len(steps) %% 6 == 1):
        tracemalloc.start()
    begun = time.perf_counter()
    transfer = step_import(transfer=transfer, by=by, now=timezone.now())
    step = {"at": began_at, "to": transfer.done, "seconds": time.perf_counter() - begun, "traced": traced}
    if traced:
        step["memory"] = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    steps.append(step)
taken = TeachingCase.objects.filter(library__title="Many", latest__isnull=False).count()
print()
print(json.dumps({"state": transfer.state, "cases": taken, "steps": steps}))
"""


def test_five_hundred_cases_are_imported_in_short_steps_and_flat_memory(tmp_path: Path) -> None:
    for command in ("migrate", "load_guidance", "load_demo_people"):
        manage(tmp_path, command)
    found = json.loads(run(tmp_path, "-c", IMPORTING % {"cases": CASES}).splitlines()[-1])
    *reading, taking = found["steps"]
    memory = [step["memory"] for step in reading if step["traced"]]
    a_case = sum(step["seconds"] for step in reading if not step["traced"]) / sum(
        step["to"] - step["at"] for step in reading if not step["traced"]
    )
    print(
        f"\n{len(reading)} steps of {statistics.median(step['seconds'] for step in reading):.2f} s that read,"
    )
    share = taking["seconds"] / CASES / a_case
    print(f"{a_case * 1000:.0f} ms a case; taken in {taking['seconds']:.2f} s, {share:.3f}")
    print(f"of reading; {memory[0] / 1e6:.1f} MB in an early step, {memory[-1] / 1e6:.1f} MB in a late one")
    assert (found["state"], found["cases"]) == ("done", CASES)
    assert len(reading) >= FEWEST_STEPS
    assert all(step["to"] > step["at"] for step in reading)
    assert max(memory) <= MOST_MORE * memory[0]
    assert taking["seconds"] <= MOST_AT_ONCE * a_case * CASES
