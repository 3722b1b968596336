"""A line pasted from a report: what was understood of it, element by element, before anything is recorded."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cases.domain.staging import NotationFinding, NotationReading, editions_for, read_tnm
from cases.domain.wording import fact_words
from cases.forms import StagingForm
from cases.forms.staging import given_by
from guidance.domain.limits import OverLimit
from guidance.domain.vocabulary import Value, joined

FIELD = "report_line"
_NAMES = {"t_category": "T", "n_category": "N", "m_category": "M"}
_LUGANO = {"lugano_stage": "Lugano stage"}


@dataclass(frozen=True)
class ElementRow:
    """One element: what is read, or why there is nothing; `is_read` where the line gives it."""

    label: str
    words: str
    is_read: bool = False


@dataclass(frozen=True)
class LinePiece:
    """A piece of the line as it was given, marked where something is to be said of it."""

    text: str
    level: str = ""


@dataclass(frozen=True)
class LineRemark:
    level: str
    place: str
    message: str


@dataclass(frozen=True)
class LineRead:
    """`taken` are the facts that the line gives and that are not recorded so already."""

    text: str = ""
    ok: bool = False
    rows: tuple[ElementRow, ...] = ()
    parts: tuple[LinePiece, ...] = ()
    remarks: tuple[LineRemark, ...] = ()
    taken: Mapping[str, Value] | None = None
    too_long: str = ""

    @property
    def taken_words(self) -> str:
        """ "T, N and M"."""
        names = {**_NAMES, **_LUGANO, "staging_edition": "edition"}
        return joined([names[key] for key in self.taken or {}])

    @property
    def said(self) -> str:
        """The reading in one sentence, for who hears it."""
        if self.too_long:
            return self.too_long
        read = ", ".join(f"{row.label} {row.words}" for row in self.rows if row.is_read)
        faults = sum(remark.level == "error" for remark in self.remarks)
        wrong = f" {faults} {'fault' if faults == 1 else 'faults'}." if faults else ""
        return f"{f'Read: {read}.' if read else 'Nothing is read.'}{wrong}" if self.text.strip() else ""


def read_line(form: StagingForm, text: str) -> LineRead:
    """How a line is read for the case of a form, by the edition that it names, else by the form's."""
    if not text.strip():
        return LineRead(text)
    try:
        reading = read_tnm(text, form.primary, usual=form.edition)
    except OverLimit as refusal:
        return LineRead(text, too_long=str(refusal))
    return LineRead(
        text,
        reading.ok,
        tuple(_rows(form, reading)),
        tuple(_parts(text, reading.findings)),
        tuple(
            LineRemark(each.level, text[each.start : each.end].strip(), each.message)
            for each in reading.findings
            if each.code != "W_NOT_GIVEN"  # the rows say so
        ),
        _taken(form, reading),
    )


def _taken(form: StagingForm, reading: NotationReading) -> dict[str, Value]:
    given: dict[str, Value] = {key: token for key, token in given_by(reading).items() if token}
    if reading.lugano:
        given["lugano_stage"] = reading.lugano
    if edition := _edition(form, reading):
        given["staging_edition"] = edition
    if not reading.ok:
        return {}
    return {key: value for key, value in given.items() if form.recorded.get(key) != value}


def _edition(form: StagingForm, reading: NotationReading) -> str | None:
    """The edition that the line names, as the case can record it."""
    offered = editions_for(form.primary) if form.primary else ()
    return next(
        (each.value for each in offered if each.recordable and each.token == reading.edition_given), None
    )


def _rows(form: StagingForm, reading: NotationReading) -> Iterable[ElementRow]:
    if "lugano_stage" in form.fields:
        yield _row(form, "lugano_stage", "Lugano stage", reading.lugano, reading)
    else:
        for key, token in zip(_NAMES, (reading.t, reading.n, reading.m), strict=True):
            yield _row(form, key, _NAMES[key], token, reading)
    yield _edition_row(form, reading)
    if reading.counts:
        positive, examined = reading.counts
        yield ElementRow("Nodes", f"{positive} positive of {examined}", is_read=True)
    if reading.sites:
        yield ElementRow("Sites", ", ".join(reading.sites), is_read=True)
    if reading.descriptors:
        words = f"{', '.join(reading.descriptors)}: read, but a case has no place for them"
        yield ElementRow("Descriptors", words, is_read=True)


def _row(form: StagingForm, key: str, label: str, value: str | None, reading: NotationReading) -> ElementRow:
    if value:
        return ElementRow(label, fact_words(key, value), is_read=True)
    recorded = form.recorded.get(key)
    stays = f"; {fact_words(key, str(recorded))} stays" if recorded else ""
    is_wrong = not reading.ok and all(label not in _missing(each) for each in reading.findings)
    return ElementRow(label, "not read" if is_wrong else f"not given{stays}")


def _missing(finding: NotationFinding) -> str:
    return finding.message.partition(" not given")[0] if finding.code == "W_NOT_GIVEN" else ""


def _edition_row(form: StagingForm, reading: NotationReading) -> ElementRow:
    label = _edition_label(form, reading.edition)
    if reading.edition_given:
        kept = (
            "" if not form.primary or _edition(form, reading) else "; the case has no choice of it to record"
        )
        return ElementRow("Edition", f"{label}{kept}", is_read=True)
    return ElementRow("Edition", f"not given; read by {label}" if label else "not given")


def _edition_label(form: StagingForm, token: str | None) -> str:
    offered = editions_for(form.primary) if form.primary else ()
    return next((each.label for each in offered if each.token == token), token or "")


def _parts(text: str, findings: tuple[NotationFinding, ...]) -> Iterable[LinePiece]:
    """The line in pieces; of places that overlap the first is marked, faults before remarks."""
    at = 0
    for finding in _apart(findings):
        if finding.start > at:
            yield LinePiece(text[at : finding.start])
        yield LinePiece(text[finding.start : finding.end], finding.level)
        at = finding.end
    if at < len(text):
        yield LinePiece(text[at:])


def _apart(findings: tuple[NotationFinding, ...]) -> list[NotationFinding]:
    chosen: list[NotationFinding] = []
    for finding in sorted(findings, key=lambda each: (each.level, each.start)):
        is_free = all(each.end <= finding.start or finding.end <= each.start for each in chosen)
        if is_free and finding.end > finding.start:
            chosen.append(finding)
    return sorted(chosen, key=lambda each: each.start)
