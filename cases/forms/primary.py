"""The primary chapter: a second cancer's TNM is read with the tables of that cancer."""

from typing import Any

from cases.domain.report_lines import MONTH, SITE, TNM_LINE
from cases.forms.chapter import ChapterForm


class PrimaryForm(ChapterForm):
    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        line: Any = self.fields.get(TNM_LINE)
        if line is None:
            return
        recorded = {key: self.recorded.get(key) or "" for key in (SITE, MONTH)}
        line.beside = {key: self.data.get(key, recorded[key]) for key in recorded}
        line.is_read_anew = line.beside[SITE] != recorded[SITE]
