"""Where each process of a machine counts for `/metrics`.

Nothing here imports what counts: that settles, as it is imported, whether it counts in files for all or in
the memory of its own.
"""

import os
import shutil
from pathlib import Path

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""What the client calls it in the environment."""


def use_folder(data_dir: Path) -> None:
    """Before what counts is imported, and before the processes start: each counts here, from nothing."""
    folder = data_dir / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ[FOLDER] = str(folder)
