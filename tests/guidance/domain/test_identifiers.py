"""What in a text looks as if it could name somebody, and what does not."""

from guidance.domain.identifiers import named, suspicions
from tests.tables import for_each

SUSPICIOUS = [
    ("write to j.smith@example.org", "j.smith@example.org", "an e-mail address"),
    ("MRN 44", "MRN 44", "a record number"),
    ("Hospital number: A123", "Hospital number: A123", "a record number"),
    ("DOB 3/4/56 lung", "DOB 3/4/56", "a date of birth"),
    ("born on 12.3.1951", "born on 12.3.1951", "a date of birth"),
    ("seen 12/03/2024", "12/03/2024", "a full date"),
    ("seen 2024-03-12", "2024-03-12", "a full date"),
    ("seen 3rd March 2024", "3rd March 2024", "a full date"),
    ("Mr Smith's kidney", "Mr Smith's", "a person's name"),
    ("Frau Meier", "Frau Meier", "a person's name"),
    ("case 4471093", "4471093", "a phone or record number"),
    ("+44 20 7946 0000", "+44 20 7946 0000", "a phone or record number"),
    ("943 476 5919", "943 476 5919", "a phone or record number"),
]
HARMLESS = [
    "Lung adenocarcinoma, both kidneys and an adrenal",
    "68-year-old, 3 lesions of 18, 12 and 9 mm",
    "pT3b pN1a M1c2 (V9), eGFR 66",
    "T2b N2b, since 2025-03",
    "Drug trial 2024",
    "Mrs",
    "Newborn thinking about an old case",
    "CEA 14, LDH 410/250",
]


@for_each(("title", "part", "looks_like"), SUSPICIOUS)
def test_suspicious(title: str, part: str, looks_like: str) -> None:
    assert [tuple(found) for found in suspicions(title)] == [(part, looks_like)]


@for_each("title", HARMLESS)
def test_harmless(title: str) -> None:
    assert suspicions(title) == ()


def test_each_part_is_said_with_what_it_looks_like() -> None:
    said = named(suspicions("Mr Smith, MRN 44"))

    assert said == "“MRN 44” looks like a record number; “Mr Smith” looks like a person's name"
