"""Makes the files of static/ that come from others' work: `python -m kidmet_site.assets`.

What is made is kept in the repository, so that serving the site needs none of this.
"""

from pathlib import Path

ORIGINALS = Path(__file__).resolve().parent / "originals"
STATIC = Path(__file__).resolve().parent.parent.parent / "static"
