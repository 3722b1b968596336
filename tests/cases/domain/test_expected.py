"""What the letters of M say of sites, held against the tables that staging derives M from."""

from itertools import combinations

from cases.domain.staging import read_tnm, shipped_tables, stage

SITE_OF = {
    "PUL": "contralateral_lung",
    "OSS": "bone",
    "HEP": "liver",
    "BRA": "brain",
    "LYM": "distant_nodes",
    "MAR": "marrow",
    "PLE": "pleura",
    "PER": "peritoneum",
    "ADR": "adrenal",
    "SKI": "skin",
}
OF_SITES = {
    *("colorectal", "lung", "melanoma_skin", "bladder", "prostate", "neuroendocrine", "ovary", "testis"),
    *("merkel_cell", "thymus", "bone_sarcoma", "appendix"),
}


def warns(token: str, primary: str, edition: str) -> bool:
    findings = read_tnm(token, primary, edition).findings
    return any(finding.code == "W_SITE_DIFFERS" for finding in findings)


def test_a_letter_that_follows_from_its_sites_is_never_said_to_differ_from_them() -> None:
    seen, differ = set(), []
    for table in shipped_tables():
        for codes in (each for count in (1, 2, 3) for each in combinations(SITE_OF, count)):
            if table.primary not in OF_SITES:
                continue
            facts = {
                "primary_site": table.primary,
                "staging_edition": table.edition.lower(),
                "kidney_diagnosis": "benign",
                "other_metastatic_sites": frozenset(SITE_OF[code] for code in codes),
            }
            category = (stage(facts).m_from_pattern or "").partition("(")[0]
            if len(category) > len("M1"):
                seen.add(table.primary)
                token = f"c{category}({','.join(codes)})"
                differ += [(table.primary, token)] if warns(token, table.primary, table.edition) else []

    assert differ == []
    assert seen == OF_SITES


def test_each_letter_differs_from_some_site() -> None:
    silent = [
        (table.primary, table.edition, letter)
        for table in shipped_tables()
        if table.primary in OF_SITES
        for letter in table.allowed("M")
        if len(letter) > len("M1") and "(" not in letter
        if not any(warns(f"c{letter}({code})", table.primary, table.edition) for code in SITE_OF)
    ]

    assert silent == []
