"""Templates are written to be read and sent to be small: what a line is indented by stays here."""

import re

from django.template import Origin
from django.template.loaders.filesystem import Loader as FilesystemLoader

# Where blanks are shown they stay. Line breaks always do: by them an error names its line.
KEPT_OR_INDENTATION = re.compile(
    r"<pre\b.*?</pre>|<textarea\b.*?</textarea>|^[ \t]+", re.DOTALL | re.MULTILINE
)


def without_indentation(source: str) -> str:
    return KEPT_OR_INDENTATION.sub(lambda found: "" if found[0].isspace() else found[0], source)


class Loader(FilesystemLoader):
    def get_contents(self, origin: Origin) -> str:
        source = super().get_contents(origin)
        return without_indentation(source) if origin.name.endswith(".html") else source
