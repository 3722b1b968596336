"""TNM notation as text: one reader for a line of a report, and one canonical form to write."""

from guidance.domain.limits import NOTATION

from .canonical_form import write_tnm
from .line_reader import LineReader
from .reading_result import NotationFinding, NotationReading
from .table_loading import shipped_tables
from .tables import StagingTable, UnknownEdition


def read_tnm(
    text: str,
    primary: str | None = None,
    edition: str | None = None,
    *,
    usual: str | None = None,
) -> NotationReading:
    """Read a line such as "pT2, pN1a (2/14), M0, L1, V0, R0 (AJCC 8)", in any order; for lymphoma a stage.

    With a primary the categories are held against its table in the edition: the one given, else the one
    that the line names, else the usual one, by default that of a primary without a recorded date. Without a
    primary only the grammar is checked. Raises UnknownPrimary and UnknownEdition for arguments that no table
    has, and OverLimit for a text longer than a notation can be.
    """
    given = _table(primary, edition)
    NOTATION.check(len(text))
    return LineReader(text, primary, edition, given, usual).read()


def _table(primary: str | None, edition: str | None) -> StagingTable | None:
    tables = shipped_tables()
    if primary is None:
        if edition is not None and edition.upper() not in tables.edition_tokens:
            raise UnknownEdition(edition, "not an edition", tables.edition_tokens)
        return None
    tables.editions(primary)
    return tables.table(primary, edition) if edition else None


__all__ = ["NotationFinding", "NotationReading", "read_tnm", "write_tnm"]
