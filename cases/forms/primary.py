"""The primary chapter: a second cancer's TNM is read with the tables of that cancer."""

from collections.abc import Mapping
from typing import Any

from cases.domain.report_lines import MONTH, SITE, TNM_LINE
from cases.forms.chapter import ChapterForm
from cases.models import PatientCase


class PrimaryForm(ChapterForm):
    def __init__(self, *, chapter: str, case: PatientCase, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(chapter=chapter, case=case, data=data)
        line: Any = self.fields[TNM_LINE]
        recorded = {key: self.recorded.get(key) or "" for key in (SITE, MONTH)}
        line.beside = {key: self.data.get(key, recorded[key]) for key in recorded}
        line.is_read_anew = line.beside[SITE] != recorded[SITE]
