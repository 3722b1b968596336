"""TNM notation: what is read, what is refused and with which code, and that writing gives the same back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.domain.staging import UnknownEdition, UnknownPrimary, allowed_categories, read_tnm, write_tnm
from tests.tables import for_each

VALID = [
    ("cT2b cN2b pM1c2", "lung", "V9", "cT2b cN2b pM1c2 (V9)"),
    ("ct2bcn2bpm1c2", "lung", "V9", "cT2b cN2b pM1c2 (V9)"),
    ("cT3N0M1b(OTH)", "lung", "V9", None),
    ("cT2 cN1 cM1(OSS,OTH)", "breast", "AJCC8", None),
    ("ypT1mi ypN1mi(sn) cM0", "breast", "AJCC8", None),
    ("pT3 pN1b cM0 L1 V0 Pn0 R0 G2", "colorectal", "AJCC8", None),
    ("pT4a pN2b pM1c(PER,OTH)", "colorectal", "AJCC8", None),
    ("pT3b pN1a cM0", "melanoma_skin", "AJCC8", "pT3b pN1a cM0 (AJCC8)"),
    ("rcT0 rcN0 rcM1b(PUL,OTH)", "bladder", "AJCC8", None),
    ("pT3a(2) pNX cM0", "rcc", "AJCC8", None),
    ("aT2 aN1 aM1", "other", None, "aT2 aN1 aM1"),
    ("cTX cNX cM1", "lung", "AJCC8", None),
]


@for_each(("text", "primary", "edition", "canonical"), VALID, ids=[row[0] for row in VALID])
def test_what_is_right_is_read(text: str, primary: str, edition: str | None, canonical: str | None) -> None:
    reading = read_tnm(text, primary, edition)

    assert reading.ok, reading.findings
    assert canonical in (None, reading.canonical)
    assert read_tnm(reading.canonical or "", primary, edition).canonical == reading.canonical


INVALID = [
    ("T5 N0 M0", None, None, "E_SYNTAX"),
    ("pT2 pN0 pM0", "colorectal", "AJCC8", "E_PM0"),
    ("cT2b cN2 cM1c1", "lung", "AJCC8", "E_M_NOT_IN_SITE"),
    ("cT3 cN0 cM1c", "bladder", "AJCC8", "E_M_NOT_IN_SITE"),
    ("pT1c pN0 cM0", "prostate", "AJCC8", "E_T_NOT_IN_SITE"),
    ("cT3 cN1 cM1d", "colorectal", "AJCC8", "E_M_NOT_IN_SITE"),
    ("cT2 cN0(i+) cM0", "breast", "AJCC8", "E_ITC_NEEDS_P"),
    ("pyT2 pN0 cM0", None, None, "E_SYNTAX"),
    ("pT2 pN0 cM0 L0 L1", None, None, "E_DUP_DESCRIPTOR"),
    ("T3cN1bM1e", None, None, "E_SYNTAX"),
    ("", None, None, "E_SYNTAX"),
    ("cT2 cN0 cM0", "lymphoma", None, "E_NO_TNM"),
]


@for_each(("text", "primary", "edition", "code"), INVALID, ids=[row[0] for row in INVALID])
def test_what_is_wrong_is_named_at_its_place(
    text: str, primary: str | None, edition: str | None, code: str
) -> None:
    reading = read_tnm(text, primary, edition)

    assert not reading.ok and reading.canonical is None
    assert code in {finding.code for finding in reading.findings}
    assert all(0 <= finding.start <= finding.end <= len(text) for finding in reading.findings)


WARNED = [
    ("cT3 cM1", "bladder", "AJCC8", "W_NOT_GIVEN"),
    ("cTX cNX cM1", "lung", "AJCC8", "W_SUBCATEGORY_WANTED"),
    ("pTis pN0 cM1b", "lung", "AJCC8", "W_TIS_WITH_M1"),
]


@for_each(("text", "primary", "edition", "code"), WARNED)
def test_what_is_doubtful_is_read_with_a_warning(text: str, primary: str, edition: str, code: str) -> None:
    reading = read_tnm(text, primary, edition)

    assert reading.ok
    assert (code, "warning") in {(finding.code, finding.level) for finding in reading.findings}


def test_what_is_left_out_leaves_no_gap_in_the_canonical_form() -> None:
    reading = read_tnm("cT3 cM1", "bladder")

    assert reading.canonical == "cT3 cM1 (AJCC8)"
    assert (reading.t, reading.n, reading.m) == ("cT3", None, "cM1")


def test_mx_is_refused_with_what_to_write_instead() -> None:
    messages = " ".join(finding.message for finding in read_tnm("cT2 cN1 cMX", "lung").findings)

    assert "cM0" in messages


@for_each(("primary", "edition"), [("lungs", None), ("lung", "AJCC7"), (None, "V12")])
def test_an_unknown_primary_or_edition_is_no_notation_fault(primary: str | None, edition: str | None) -> None:
    with pytest.raises((UnknownPrimary, UnknownEdition)):
        read_tnm("cT2 cN1 cM0", primary, edition)


PRIMARIES = ("lung", "breast", "colorectal", "melanoma_skin", "bladder", "upper_tract", "prostate", "rcc")
PIECES = (
    "c p y r a u mr T N M T2 pN1 cM1c M0 N0 T1a N2b Tis X 0 1 4 5 a b mi is (i+) (sn) (2/14) 2/14 (OSS,HEP) "
    "lung ( ) [ , ; / - \u2013 \u2082 \uff34 \u0422 \u200b O l I L0 V1 Pn1 PN1 R0 G2 G2-3 T2-3 N0/1 Stage "
    "IIIB IV II IE bulky B TNM UICC (AJCC_8) V9 9th AJCC7 Gleason + tumour cancer kidney \u0130 \u00bd"
)

lines = st.lists(st.sampled_from([*PIECES.split(), " ", "\n"]), max_size=12).map("".join) | st.text(
    max_size=40
)
sites = st.sampled_from([None, *PRIMARIES, "lymphoma", "stomach", "testis", "other"])


@given(lines, sites)
def test_no_line_makes_it_stumble_and_each_place_lies_in_the_line(line: str, primary: str | None) -> None:
    reading = read_tnm(line, primary)

    assert all(0 <= finding.start <= finding.end <= len(line) for finding in reading.findings)
    assert reading.ok is (reading.canonical is not None)
    assert reading.ok is not any(finding.level == "error" for finding in reading.findings)


@given(lines, sites)
def test_what_was_written_in_one_form_is_read_back_as_it_was(line: str, primary: str | None) -> None:
    reading = read_tnm(line, primary)

    if reading.canonical is not None:
        again = read_tnm(reading.canonical, primary, reading.edition if primary else None)
        assert (again.canonical, again.t, again.n, again.m) == (
            reading.canonical,
            reading.t,
            reading.n,
            reading.m,
        )


CODES = "X 0 1 2 3 4 5 1a 1b 1c 1d 1e 2c 3b 4e 1c1 1c2 1mi 2-3 0/1 is a 2-T3"
tokens = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["", "c", "p", "yp", "rp", "py", "ca", "pp"]),
        st.sampled_from("TNM"),
        st.sampled_from(CODES.split()),
        st.sampled_from(["", "(0)", "(1)", "(i+)", "(sn)", "(OSS)", "(LCIS)"]),
    ),
)


@given(tokens, sites)
def test_the_nearest_is_read_in_the_place_of_the_fault(token: str, primary: str | None) -> None:
    for finding in read_tnm(f"{token} L0", primary).findings:
        if finding.nearest is None or finding.level != "error":
            continue
        assert set(filter(str.isdecimal, finding.nearest)) <= set(token)
        mended = f"{token[: finding.start]}{finding.nearest}{token[finding.end :]} L0"
        assert finding.message not in [each.message for each in read_tnm(mended, primary).findings]


@given(st.sampled_from(PRIMARIES), st.data())
def test_every_category_that_is_offered_is_read_back_as_it_was(primary: str, data: st.DataObject) -> None:
    offered = {element: allowed_categories(primary, "AJCC8", element, "c") for element in "TNM"}
    t, n, m = (f"c{data.draw(st.sampled_from(sorted(offered[element])))}" for element in "TNM")
    written = write_tnm(t, n, m, "AJCC8")
    reading = read_tnm(written, primary)

    assert (reading.t, reading.n, reading.m) == (t, n, m)
    assert reading.canonical == written
