"""Lines as reports write them: every kind, every primary, each with its canonical form and its codes."""

from cases.domain.staging import read_tnm, shipped_tables
from tests.tables import for_each

# The line; the primary, and an edition after it; the canonical notation, None with a fault; the codes.
# fmt: off
LINES: list[tuple[str, str | None, str | None, str]] = [
    # separators
    ("pT2, pN1, cM0", "lung", "pT2 pN1 cM0 (AJCC8)", ""),
    ("cT2; cN1; cM0", "lung", "cT2 cN1 cM0 (AJCC8)", ""),
    ("cT2 / cN1 / cM0", "lung", "cT2 cN1 cM0 (AJCC8)", ""),
    ("T2/N1/M0", None, "T2 N1 M0", ""),
    ("cT2 - cN1 - cM0", "lung", "cT2 cN1 cM0 (AJCC8)", ""),
    ("cT2 \u2013 cN1 \u2013 cM0", "lung", "cT2 cN1 cM0 (AJCC8)", ""),
    ("cT2-cN1-cM0", "lung", "cT2 cN1 cM0 (AJCC8)", ""),
    ("cT2\ncN1\r\ncM0", "lung", "cT2 cN1 cM0 (AJCC8)", ""),
    ("cT2 | cN1 | cM0", "lung", "cT2 cN1 cM0 (AJCC8)", ""),
    ("cT2 & cN1 & cM0", None, "cT2 cN1 cM0", ""),
    ("(cT2 N1) M0", None, "cT2 N1 M0", ""),
    ('"cT2 cN1 cM0"', None, 'cT2 cN1 cM0', ''),
    ("cT2 cN1 cM0.", None, "cT2 cN1 cM0", ""),
    ("  cT2   cN1\tcM0 ", None, "cT2 cN1 cM0", ""),
    ("T:2 N:1 M:0", None, "T2 N1 M0", ""),
    ("pT = 3b, pN = 0", "bladder", "pT3b pN0 (AJCC8)", "W_NOT_GIVEN"),
    # labels
    ("TNM: T2 N1 M0", None, "T2 N1 M0", ""),
    ("TNM T2 N1 M0", None, "T2 N1 M0", ""),
    ("pTNM: pT2 pN1 M0", None, "pT2 pN1 M0", "W_NOT_READ"),
    ("pTNM T2 N1 M0", None, "T2 N1 M0", "W_NOT_READ"),
    ("UICC: pT2 pN1 cM0", "rcc", "pT2 pN1 cM0 (AJCC8)", ""),
    ("AJCC pT3a pN0 cM0", "rcc", "pT3a pN0 cM0 (AJCC8)", ""),
    ("TNM classification: cT1a cN0 cM0", "rcc", "cT1a cN0 cM0 (AJCC8)", ""),
    # order
    ("N1 T2 M0", None, "T2 N1 M0", ""),
    ("cM0, cN1, cT2", "lung", "cT2 cN1 cM0 (AJCC8)", ""),
    ("R0 pT3 L0 pN0 cM0", "colorectal", "pT3 pN0 cM0 L0 R0 (AJCC8)", ""),
    ("G2 cT2 cN0 cM0", "prostate", "cT2 cN0 cM0 G2 (AJCC8)", ""),
    # spaces
    ("T 2 N 1 M 0", None, "T2 N1 M0", ""),
    ("c T2a c N1", "lung", "cT2a cN1 (AJCC8)", "W_NOT_GIVEN"),
    ("pT 3 pN 0 cM 0", "colorectal", "pT3 pN0 cM0 (AJCC8)", ""),
    ("yp T2 yp N0", "colorectal", "ypT2 ypN0 (AJCC8)", "W_NOT_GIVEN"),
    ("t 2 n 0 m 0", None, "T2 N0 M0", ""),
    ("T 2 a N 1 M 0", "lung", "T2a N1 M0 (AJCC8)", ""),
    ("pT 3 pN 1 a M 0", "colorectal", "pT3 pN1a M0 (AJCC8)", ""),
    ("pT 2 (m) pN 1 a (2/12) (sn)", "breast", "pT2(m) pN1a(sn)(2/12) (AJCC8)", "W_NOT_GIVEN"),
    ("T1 c N0", "breast", "T1 cN0 (AJCC8)", "W_AMBIGUOUS W_NOT_GIVEN"),
    ("T 1 c N 0 M 0", None, "T1 cN0 M0", "W_AMBIGUOUS"),
    ("pT3 pN1 c M0", "colorectal", "pT3 pN1 cM0 (AJCC8)", "W_AMBIGUOUS W_SUBCATEGORY_WANTED"),
    ("c T1 c N0 c M0", "breast", "cT1 cN0 cM0 (AJCC8)", ""),
    ("T2 c N0", "bladder", "T2 cN0 (AJCC8)", "W_NOT_GIVEN"),
    # left out
    ("pT3b pN1", "bladder", "pT3b pN1 (AJCC8)", "W_NOT_GIVEN"),
    ("ypT0 N0(sn)", "breast", "ypT0 N0(sn) (AJCC8)", "W_NOT_GIVEN"),
    ("M1c", "colorectal", "M1c (AJCC8)", "W_NOT_GIVEN"),
    ("T2 N1 R0", None, "T2 N1 R0", "W_NOT_GIVEN"),
    ("cT3 cM1", "bladder", "cT3 cM1 (AJCC8)", "W_NOT_GIVEN W_SUBCATEGORY_WANTED"),
    ("cN2", "head_neck", "cN2 (AJCC8)", "W_NOT_GIVEN"),
    ("cT3", "oesophagus", "cT3 (AJCC8)", "W_NOT_GIVEN"),
    ("cM1", "pancreas", "cM1 (AJCC8)", "W_NOT_GIVEN"),
    # glued
    ("T2N1M0", None, "T2 N1 M0", ""),
    ("pT3pN1bcM0L1V1Pn0R0", "colorectal", "pT3 pN1b cM0 L1 V1 Pn0 R0 (AJCC8)", ""),
    ("ct2bcn2bcm1a", "lung", None, "E_N_NOT_IN_SITE"),
    ("cT2N2aM0", "lung", None, "E_N_NOT_IN_SITE"),
    ("aT2N2aM0", "lung", "aT2 N2 aM0 (AJCC8)", ""),
    ("cT1cN1cM0", "breast", "cT1c N1 cM0 (AJCC8)", "W_AMBIGUOUS W_SUBCATEGORY_WANTED"),
    ("T3cN1bM1e", None, None, "E_SYNTAX W_AMBIGUOUS"),
    ("T3cN1bM1e", "lung", None, "E_M_NOT_IN_SITE E_N_NOT_IN_SITE E_T_NOT_IN_SITE"),
    ("T3cN1bM1e", "breast", None, "E_M_NOT_IN_SITE E_T_NOT_IN_SITE"),
    ("cT2cN0cM0", "prostate", "cT2c N0 cM0 (AJCC8)", "W_AMBIGUOUS"),
    ("cT2cN0cM0", "lung", "cT2 cN0 cM0 (AJCC8)", ""),
    ("pT2N1cM0", "lung", "pT2 N1 cM0 (AJCC8)", ""),
    ("pT2pN1cM0", None, "pT2 pN1 cM0", ""),
    ("pT3N1cM0", "colorectal", "pT3 N1c M0 (AJCC8)", "W_AMBIGUOUS"),
    ("cT1bN0M0R0", "rcc", "cT1b N0 M0 R0 (AJCC8)", ""),
    ("TaN0M0", "bladder", "Ta N0 M0 (AJCC8)", ""),
    ("TisN0M0", "bladder", "Tis N0 M0 (AJCC8)", ""),
    ("TxNxM0", None, "TX NX M0", ""),
    ("T2N1xM0", None, None, "E_SYNTAX"),
    ("T2tumour N0", None, None, "E_SYNTAX W_NOT_GIVEN"),
    ("pT3pN1cM1a", "colorectal", "pT3 pN1c M1a (AJCC8)", "W_AMBIGUOUS"),
    ("pT3 pN1cM1a", "colorectal", "pT3 pN1c M1a (AJCC8)", "W_AMBIGUOUS"),
    ("pT2pN1cM1(OSS)", "breast", "pT2 pN1c M1(OSS) (AJCC8)", "W_AMBIGUOUS"),
    ("pT3bpN2cM1b", "melanoma_skin", "pT3b pN2c M1b (AJCC8)", "W_AMBIGUOUS"),
    ("pT2pN1cM1a", "lung", None, "E_N_NOT_IN_SITE"),
    ("pT1miN0M0", "breast", "pT1mi N0 M0 (AJCC8)", ""),
    ("pT2N1miM0", "breast", "pT2 N1mi M0 (AJCC8)", ""),
    ("pT2pN1micM0", "breast", "pT2 pN1mi cM0 (AJCC8)", ""),
    ("ypT1miypN0", "breast", "ypT1mi ypN0 (AJCC8)", "W_NOT_GIVEN"),
    ("pT2N1misn", "breast", "pT2 N1mi(sn) (AJCC8)", "W_NOT_GIVEN"),
    ("T1mic N0", "breast", "T1mi N0 (AJCC8)", "W_NORMALISED W_NOT_GIVEN"),
    ("pT1(mic) N0", "breast", "pT1mi N0 (AJCC8)", "W_NORMALISED W_NOT_GIVEN"),
    # characters
    ("pT\u2082 pN\u2081 cM\u2080", None, "pT2 pN1 cM0", "W_NORMALISED"),
    ("pT\xb2 pN\xb9", None, "pT2 pN1", "W_NORMALISED W_NOT_GIVEN"),
    ("\uff50\uff34\uff12 \uff50\uff2e\uff11 \uff43\uff2d\uff10", None, "pT2 pN1 cM0", "W_NORMALISED"),
    ("\u0440\u04222 \u0440N1 \u0441\u041c0", None, "pT2 pN1 cM0", "W_NORMALISED"),
    ("\u03a42 \u039d1 \u039c0", None, "T2 N1 M0", "W_NORMALISED"),
    ("pT2\xa0pN1\u202fcM0", None, "pT2 pN1 cM0", ""),
    ("p\u200bT2\ufeff pN1", None, "pT2 pN1", "W_NORMALISED W_NOT_GIVEN"),
    ("pT2 pN0(i\u2013) cM0", "breast", "pT2 pN0(i-) cM0 (AJCC8)", ""),
    ("pT2 pN0(i\u2212) cM0", "breast", "pT2 pN0(i-) cM0 (AJCC8)", ""),
    ("pTO pNO cMO", None, "pT0 pN0 cM0", "W_NORMALISED W_NORMALISED W_NORMALISED"),
    ("TO NO MO", None, "T0 N0 M0", "W_NORMALISED W_NORMALISED W_NORMALISED"),
    ("TlaN0M0", None, "T1a N0 M0", "W_NORMALISED"),
    ("pTl pNO", None, "pT1 pN0", "W_NORMALISED W_NORMALISED W_NOT_GIVEN"),
    ("pTI NI", None, "pT1 N1", "W_NORMALISED W_NORMALISED W_NOT_GIVEN"),
    ("T\xd8 N\xd8", None, "T0 N0", "W_NORMALISED W_NOT_GIVEN"),
    ("T\u2462 N0", None, "T3 N0", "W_NORMALISED W_NOT_GIVEN"),
    ("T2 NO, no metastasis", None, "T2 N0", "W_NORMALISED W_NOT_GIVEN W_NOT_READ"),
    ("T2 no nodes", None, "T2", "W_NOT_GIVEN W_NOT_READ"),
    ("T2 N1 MI", None, None, "E_SYNTAX W_NOT_GIVEN"),
    ("pT1 mi", None, "pT1mi", "W_NOT_GIVEN"),
    # editions
    ("cT2 cN1 cM0 (AJCC 8)", "breast", "cT2 cN1 cM0 (AJCC8)", ""),
    ("cT2 cN1 cM0 (AJCC8)", "breast", "cT2 cN1 cM0 (AJCC8)", ""),
    ("cT2 cN1 cM0 (UICC8)", "breast", "cT2 cN1 cM0 (AJCC8)", ""),
    ("cT2 cN1 cM0 (8th ed)", "breast", "cT2 cN1 cM0 (AJCC8)", ""),
    ("cT2 cN1 cM0 (TNM 8)", "breast", "cT2 cN1 cM0 (AJCC8)", ""),
    ("cT2 cN1 cM0 (9th)", "lung", "cT2 cN1 cM0 (V9)", ""),
    ("cT2 cN1 cM0 TNM9", "lung", "cT2 cN1 cM0 (V9)", ""),
    ("cT2 cN1 cM0 V9", "lung", "cT2 cN1 cM0 (V9)", ""),
    ("cT2 cN1 cM0, AJCC 8th ed.", "breast", "cT2 cN1 cM0 (AJCC8)", ""),
    ("cT2 cN1 cM0 8th edition", "breast", "cT2 cN1 cM0 (AJCC8)", ""),
    ("TNM8: cT2 cN1 cM0", "breast", "cT2 cN1 cM0 (AJCC8)", ""),
    ("cT2 cN1 cM0 (UICC/AJCC 8th edition, 2017)", "breast", "cT2 cN1 cM0 (AJCC8)", ""),
    ("UICC 2017: cT2 cN1 cM0", "breast", "cT2 cN1 cM0 (AJCC8)", ""),
    ("cT2 cN1 cM0 eighth edition", "breast", "cT2 cN1 cM0 (AJCC8)", ""),
    ("cT2 cN1 cM0 V9", "breast", None, "E_EDITION_NOT_FOR_PRIMARY"),
    ("cT2 cN1 cM0 (AJCC 7)", "breast", None, "E_EDITION_NOT_FOR_PRIMARY"),
    ("cT2 cN1 cM0 (AJCC 7)", None, None, "E_SYNTAX"),
    ("(AJCC 8) cT2 cN1 cM0 (9th)", "lung", None, "E_EDITION_CONFLICT"),
    ("cT2 cN1 cM0 V1", "lung", "cT2 cN1 cM0 V1 (AJCC8)", ""),
    ("cT2 cN0 cM0 [v.9]", "lung", "cT2 cN0 cM0 (V9)", ""),
    ("cT2 cN0 cM0 UICC (9)", "lung", "cT2 cN0 cM0 (V9)", ""),
    ("cT2 cN0 cM0 (AJCC VIII)", "lung", "cT2 cN0 cM0 (AJCC8)", ""),
    ("cT2 cN0 cM0 AJCC VII", "lung", None, "E_EDITION_NOT_FOR_PRIMARY"),
    # counts
    ("pT2 N1a 2/14", None, "pT2 N1a(2/14)", "W_NOT_GIVEN"),
    ("pT2 N1 (1 of 12)", None, "pT2 N1(1/12)", "W_NOT_GIVEN"),
    ("pT2 pN1 (2 out of 14) cM0", None, "pT2 pN1(2/14) cM0", ""),
    ("pT2 pN1 [2/14] cM0", None, "pT2 pN1(2/14) cM0", ""),
    ("pT2 pN0 (0/12 LN) cM0", None, "pT2 pN0(0/12) cM0", ""),
    ("pT2 pN0, 0/12 lymph nodes, cM0", None, "pT2 pN0(0/12) cM0", ""),
    ("pT2 pN1 cM0, lymph nodes 2/14", None, "pT2 pN1(2/14) cM0", ""),
    ("pT2 pN1 (LN 2/14)", None, "pT2 pN1(2/14)", "W_NOT_GIVEN"),
    ("pN1(14/2)", None, None, "E_NODE_COUNT W_NOT_GIVEN"),
    ("pN0(1/3)", "lung", "pN0(1/3) (AJCC8)", "W_COUNT_DIFFERS W_NOT_GIVEN"),
    ("pN0(1/3)", None, "pN0(1/3)", "W_COUNT_DIFFERS W_NOT_GIVEN"),
    ("pN0(0/3)", "lung", "pN0(0/3) (AJCC8)", "W_NOT_GIVEN"),
    ("pN1a(5/14)", "colorectal", "pN1a(5/14) (AJCC8)", "W_COUNT_DIFFERS W_NOT_GIVEN"),
    ("pN1a(1/14)", "colorectal", "pN1a(1/14) (AJCC8)", "W_NOT_GIVEN"),
    ("pN1b(3/14)", "colorectal", "pN1b(3/14) (AJCC8)", "W_NOT_GIVEN"),
    ("pN2a(7/14)", "colorectal", "pN2a(7/14) (AJCC8)", "W_COUNT_DIFFERS W_NOT_GIVEN"),
    ("pN2b(9/14)", "colorectal", "pN2b(9/14) (AJCC8)", "W_NOT_GIVEN"),
    ("pN2b(6/14)", "colorectal", "pN2b(6/14) (AJCC8)", "W_COUNT_DIFFERS W_NOT_GIVEN"),
    ("pN1(2/14)(1/3)", None, None, "E_SYNTAX W_NOT_GIVEN"),
    ("pN1(2/14", None, None, "E_SYNTAX W_NOT_GIVEN"),
    ("pN1c(2/14)", "colorectal", "pN1c(2/14) (AJCC8)", "W_COUNT_DIFFERS W_NOT_GIVEN"),
    ("pNX(3/14)", "lung", "pNX(3/14) (AJCC8)", "W_COUNT_DIFFERS W_NOT_GIVEN"),
    ("pNX(0/3)", "lung", "pNX(0/3) (AJCC8)", "W_NOT_GIVEN"),
    # suffixes
    ("pT1c N0sn", "breast", "pT1c N0(sn) (AJCC8)", "W_NOT_GIVEN"),
    ("pT1c pN0 sn", "breast", "pT1c pN0(sn) (AJCC8)", "W_NOT_GIVEN"),
    ("pT1c pN1mi (sn)", "breast", "pT1c pN1mi(sn) (AJCC8)", "W_NOT_GIVEN"),
    ("pT1c pN1(mi)", "breast", "pT1c pN1mi (AJCC8)", "W_NOT_GIVEN"),
    ("pT1c pN0(sn, i+)", "breast", "pT1c pN0(i+)(sn) (AJCC8)", "W_NOT_GIVEN"),
    ("pT1c pN0 (0/3 sn)", "breast", "pT1c pN0(sn)(0/3) (AJCC8)", "W_NOT_GIVEN"),
    ("pT1c pN0(sentinel)(0/3)", "breast", "pT1c pN0(sn)(0/3) (AJCC8)", "W_NOT_GIVEN"),
    ("pT1c pN0i+", "breast", "pT1c pN0(i+) (AJCC8)", "W_NOT_GIVEN"),
    ("pT1c N0(i+)", "breast", "pT1c N0(i+) (AJCC8)", "W_NOT_GIVEN"),
    ("pT1c cN1(f)", "breast", "pT1c cN1(f) (AJCC8)", "W_NOT_GIVEN"),
    ("cT1c cN1(f)", "lung", "cT1c cN1(f) (AJCC8)", "W_NOT_GIVEN W_SN_CLINICAL"),
    ("pT2(m) pN0", "lung", "pT2(m) pN0 (AJCC8)", "W_NOT_GIVEN"),
    ("pT2 (3) pN0", "lung", "pT2(3) pN0 (AJCC8)", "W_NOT_GIVEN"),
    ("pT2(25) pN0", "lung", None, "E_SYNTAX W_NOT_GIVEN"),
    ("pTis (DCIS)", "breast", "pTis(DCIS) (AJCC8)", "W_NOT_GIVEN"),
    ("pTis DCIS", "breast", "pTis(DCIS) (AJCC8)", "W_NOT_GIVEN"),
    ("pTis(LCIS)", "breast", None, "E_T_NOT_IN_SITE W_NOT_GIVEN"),
    ("pN1(i+)", "breast", None, "E_ITC_ONLY_N0 W_NOT_GIVEN"),
    ("cN1(i+)", "breast", None, "E_ITC_ONLY_N0 W_NOT_GIVEN"),
    ("cN0(i+)", "breast", None, "E_ITC_NEEDS_P W_NOT_GIVEN"),
    ("cM0(i+)", "breast", "cM0(i+) (AJCC8)", "W_NOT_GIVEN"),
    ("cM0(i+)", "lung", None, "E_M_NOT_IN_SITE W_NOT_GIVEN"),
    # descriptors
    ("pT2 pN0 cM0 pL0 pV1", None, "pT2 pN0 cM0 L0 V1", ""),
    ("pT2 pN0 cM0 L1, V0, Pn1, R0, G2", None, "pT2 pN0 cM0 G2 L1 V0 Pn1 R0", ""),
    ("cT2 cN0 cM0 G 2", None, "cT2 cN0 cM0 G2", ""),
    ("cT2 cN0 cM0 Grade 2", None, "cT2 cN0 cM0 G2", ""),
    ("cT2 cN0 cM0 GX RX", None, "cT2 cN0 cM0 GX RX", ""),
    ("pT2 Pn1", None, "pT2 Pn1", "W_NOT_GIVEN"),
    ("PT2 PN1 PN0", None, "pT2 pN1 Pn0", "W_NOT_GIVEN"),
    ("pt2 pn1 pn0", None, "pT2 pN1 Pn0", "W_NOT_GIVEN"),
    ("pT2 pN0 L0 L1", None, None, "E_DUP_DESCRIPTOR W_NOT_GIVEN"),
    ("pT2 pN0 L0 L0", None, "pT2 pN0 L0", "W_NOT_GIVEN"),
    ("pT2 pN0 L5", None, None, "E_SYNTAX W_NOT_GIVEN"),
    ("pT2 pN0 S1", "lung", None, "E_DESCRIPTOR_NOT_IN_SITE W_NOT_GIVEN"),
    ("pT2 pN0 S1", "testis", "pT2 pN0 S1 (AJCC8)", "W_NOT_GIVEN"),
    ("pT2 pN0 R 0", None, "pT2 pN0 R0", "W_NOT_GIVEN"),
    # other words
    ("cT2 cN1 cM0 GG3", "prostate", "cT2 cN1 cM0 (AJCC8)", "W_NOT_READ"),
    ("cT2 cN1 cM0, Gleason 4+3", "prostate", "cT2 cN1 cM0 (AJCC8)", "W_NOT_READ"),
    ("pT2 pN0 LVI+", "breast", "pT2 pN0 (AJCC8)", "W_NOT_GIVEN W_NOT_READ"),
    ("pT2 pN0 G2-3", "breast", "pT2 pN0 (AJCC8)", "W_NOT_GIVEN W_NOT_READ"),
    ("pT2 pN0 R0/1", "breast", "pT2 pN0 (AJCC8)", "W_NOT_GIVEN W_NOT_READ"),
    ("mrT3 mrN1", "rcc", "T3 N1 (AJCC8)", "W_NOT_GIVEN W_NOT_READ"),
    ("iT2 iN0", "rcc", "T2 N0 (AJCC8)", "W_NOT_GIVEN W_NOT_READ"),
    ("uT2 uN0", "oesophagus", "uT2 uN0 (AJCC8)", "W_NOT_GIVEN"),
    ("usT2 usN0", "oesophagus", "T2 N0 (AJCC8)", "W_NOT_GIVEN W_NOT_READ"),
    ("PD-L1 50%, cT2 cN0", "lung", "cT2 cN0 (AJCC8)", "W_NOT_GIVEN W_NOT_READ"),
    ("T790M, cT2 cN0", "lung", "cT2 cN0 (AJCC8)", "W_NOT_GIVEN W_NOT_READ"),
    ("MRI: T2-weighted lesion, cT2 cN0", "prostate", "cT2 cN0 (AJCC8)", "W_NOT_GIVEN W_NOT_READ"),
    ("CT 2 lesions, cT3", "lung", "cT3 (AJCC8)", "W_NOT_GIVEN W_NOT_READ"),
    ("Seen at 2 o'clock, cT2", 'breast', 'cT2 (AJCC8)', 'W_NOT_GIVEN W_NOT_READ'),
    ("a T2 tumour", "breast", "T2 (AJCC8)", "W_NOT_GIVEN W_NOT_READ W_NOT_READ"),
    ("pT1b (sm2)", "colorectal", None, "E_T_NOT_IN_SITE W_NOT_GIVEN W_NOT_READ"),
    ("pT3 (tumour 4 cm) pN0", "colorectal", "pT3 pN0 (AJCC8)", "W_NOT_GIVEN W_NOT_READ"),
    ("cT2? cN0", "lung", "cT2 cN0 (AJCC8)", "W_NOT_GIVEN W_NOT_READ"),
    ("Adenocarcinoma, pT3 pN1b (3/18) M0, L1 V0 Pn1 R0 G2, stage IIIB", "colorectal",
     "pT3 pN1b(3/18) M0 G2 L1 V0 Pn1 R0 (AJCC8)", "W_NOT_READ W_NOT_READ"),
    ("zz", None, None, "E_SYNTAX"),
    ("R0 L1", None, None, "E_SYNTAX"),
    ("", None, None, "E_SYNTAX"),
    (" \n", None, None, "E_SYNTAX"),
    # remarks in brackets
    ("cT2a cN1 cM0 (PET-CT)", "lung", "cT2a cN1 cM0 (AJCC8)", "W_NOT_READ"),
    ("cT2a cN1 cM0 (no brain metastasis)", "lung", "cT2a cN1 cM0 (AJCC8)", "W_NOT_READ"),
    ("cT2a cN1 cM0 (R0)", "lung", "cT2a cN1 cM0 R0 (AJCC8)", ""),
    ("cT2a cN1 cM0(L1, V0)", "lung", "cT2a cN1 cM0 L1 V0 (AJCC8)", ""),
    ("cT2a cN1 (G2) cM0", "lung", "cT2a cN1 cM0 G2 (AJCC8)", ""),
    ("cT2 cN0 cM0 (clinical)", "lung", "cT2 cN0 cM0 (AJCC8)", "W_NOT_READ"),
    ("cT2 cN0 cM0 (2021)", "lung", "cT2 cN0 cM0 (AJCC8)", "W_NOT_READ"),
    ("T3a, N0, M0 (D'Amico high risk)", "prostate", "T3a N0 M0 (AJCC8)", "W_NOT_READ"),
    ("cT1N1M0 (p16 positive, AJCC 8)", "head_neck", "cT1 N1 M0 (AJCC8)", "W_NOT_READ"),
    ("pT2 pN0 M0 (ER+)", "breast", "pT2 pN0 M0 (AJCC8)", "W_NOT_READ"),
    ("cT2 cN0 cM0 (9.)", "lung", "cT2 cN0 cM0 (AJCC8)", "W_NOT_READ"),
    ("cT2 cN0 cM0(8)", "lung", "cT2 cN0 cM0 (AJCC8)", "W_NOT_READ"),
    ("cT2 cN0 cM0(i-)", "breast", None, "E_SYNTAX"),
    ("cT2 cN0 cM0(OSS)", "breast", None, "E_SYNTAX"),
    ("cT2 cN0 cM0(1)", "melanoma_skin", None, "E_SYNTAX"),
    ("pT2 pN0 (13)", "lung", "pT2 pN0 (AJCC8)", "W_NOT_GIVEN W_NOT_READ"),
    ("pT2 pN1 (3)", "lung", "pT2 pN1 (AJCC8)", "W_NOT_GIVEN W_NOT_READ"),
    ("M1a (MPE)", "lung", "M1a(PLE) (AJCC8)", "W_NORMALISED W_NOT_GIVEN"),
    ("M1a (PET)", "lung", "M1a (AJCC8)", "W_NOT_GIVEN W_NOT_READ"),
    # margins and other words that end as a category begins
    ("pT3 pN1b CRM+", "colorectal", "pT3 pN1b (AJCC8)", "W_NOT_GIVEN W_NOT_READ"),
    ("pT3 pN1b R1 (CRM+) pCRM-", "colorectal", "pT3 pN1b R1 (AJCC8)", "W_NOT_GIVEN W_NOT_READ"),
    ("pT3 pN1b CRM:2 mm M0", "colorectal", "pT3 pN1b M0 (AJCC8)", "W_NOT_READ"),
    ("pT1 SM3 N0", "colorectal", "pT1 N0 (AJCC8)", "W_NOT_GIVEN W_NOT_READ"),
    ("pT1sm2 N0", "colorectal", "pT1 N0 (AJCC8)", "W_NOT_GIVEN W_NOT_READ"),
    ("pT1 pN0 HM0 VM0", "colorectal", "pT1 pN0 (AJCC8)", "W_NOT_GIVEN W_NOT_READ"),
    ("pT3 pN0 PM0", "colorectal", "pT3 pN0 (AJCC8)", "W_NOT_GIVEN W_NOT_READ"),
    ("T3 N0 PM0, DM0", "colorectal", "T3 N0 (AJCC8)", "W_NOT_GIVEN W_NOT_READ"),
    ("PT3 PN0 PM0", "colorectal", None, "E_PM0"),
    ("pT3 pN0 RM0", "colorectal", "pT3 pN0 (AJCC8)", "W_NOT_GIVEN W_NOT_READ"),
    ("rT3 rN0 rM0", "colorectal", "rT3 rN0 rM0 (AJCC8)", ""),
    ("miT2 miN1 miM1b", "prostate", "T2 N1 M1b (AJCC8)", "W_NOT_READ"),
    ("CIN3, cT1b2 cN0", "cervix", "cT1b2 cN0 (V9)", "W_NOT_GIVEN W_NOT_READ"),
    ("xT2 N0", "lung", None, "E_SYNTAX W_NOT_GIVEN"),
    ("pT2 M0, found in 2 nodes", "lung", "pT2 M0 (AJCC8)", "W_NOT_GIVEN W_NOT_READ"),
    ("pT2 pN0, G2 mit 3", "lung", "pT2 pN0 G2 (AJCC8)", "W_NOT_GIVEN W_NOT_READ"),
    ("M1 (NOS)", None, "M1", "W_NOT_GIVEN W_NOT_READ"),
    # invasion of the pleura
    ("pT2a PL1 pN0", "lung", "pT2a pN0 (AJCC8)", "W_NOT_GIVEN W_NOT_READ"),
    ("pT2aPL1pN0", "lung", "pT2a pN0 (AJCC8)", "W_NOT_GIVEN W_NOT_READ"),
    ("pT2a pN0 R0 VPI PL1", "lung", "pT2a pN0 R0 (AJCC8)", "W_NOT_GIVEN W_NOT_READ W_NOT_READ"),
    ("pT2a pN0 pl1", "lung", "pT2a pN0 (AJCC8)", "W_NOT_GIVEN W_NOT_READ"),
    ("pT2a pN0 L0 V0 PL1", "lung", "pT2a pN0 L0 V0 (AJCC8)", "W_NOT_GIVEN W_NOT_READ"),
    ("pT2a pN0 L0 pL1", "lung", "pT2a pN0 L0 (AJCC8)", "W_NOT_GIVEN W_NOT_READ"),
    ("pT2a pN0 PL2", "lung", "pT2a pN0 (AJCC8)", "W_NOT_GIVEN W_NOT_READ"),
    ("pT2a pN0 pL0 pV1", "lung", "pT2a pN0 L0 V1 (AJCC8)", "W_NOT_GIVEN"),
    ("PT3 PN0 PL0", "colorectal", "pT3 pN0 L0 (AJCC8)", "W_NOT_GIVEN"),
    # nodes or metastases without a number
    ("T3N+M0", "lung", None, "E_SYNTAX"),
    ("cT3N-M0", "lung", None, "E_SYNTAX"),
    ("cT2cN+cM0", "lung", None, "E_SYNTAX"),
    ("T2N0M", "lung", None, "E_SYNTAX W_NOT_GIVEN"),
    # sites
    ("M1 (lung, liver)", None, "M1(PUL,HEP)", "W_NORMALISED W_NOT_GIVEN"),
    ("M1(LIV)", None, "M1(HEP)", "W_NORMALISED W_NOT_GIVEN"),
    ("M1(BON/CNS)", None, "M1(OSS,BRA)", "W_NORMALISED W_NOT_GIVEN"),
    ("M1 (kidney; adrenal gland)", None, "M1(OTH,ADR)", "W_NORMALISED W_NOT_GIVEN"),
    ("cM1c(REN)", "prostate", "cM1c(OTH) (AJCC8)", "W_NORMALISED W_NOT_GIVEN"),
    ("M1 (both kidneys and brain)", None, "M1(OTH,BRA)", "W_NORMALISED W_NOT_GIVEN"),
    ("cM1b OSS, LYM", "prostate", "cM1b(OSS,LYM) (AJCC8)", "W_NOT_GIVEN"),
    ("cM1b bone and lymph nodes", "prostate", "cM1b(OSS,LYM) (AJCC8)", "W_NOT_GIVEN"),
    ("M1 lung cancer", None, "M1", "W_NOT_GIVEN W_NOT_READ"),
    ("M1(XYZ)", None, None, "E_SYNTAX W_NOT_GIVEN"),
    ("M1(GEN)", None, None, "E_SYNTAX W_NOT_GIVEN"),
    ("M1 (multiple)", None, "M1", "W_NOT_GIVEN W_NOT_READ"),
    ("M1c(1)(PUL,OTH)", "melanoma_skin", "M1c(1)(PUL,OTH) (AJCC8)", "W_NOT_GIVEN"),
    ("cM1a(OSS)", "prostate", "cM1a(OSS) (AJCC8)", "W_NOT_GIVEN W_SITE_DIFFERS"),
    ("cM1b(OSS,LYM)", "prostate", "cM1b(OSS,LYM) (AJCC8)", "W_NOT_GIVEN"),
    ("cM1c(OSS)", "prostate", "cM1c(OSS) (AJCC8)", "W_NOT_GIVEN W_SITE_DIFFERS"),
    ("cM1a(HEP)", "bladder", "cM1a(HEP) (AJCC8)", "W_NOT_GIVEN W_SITE_DIFFERS"),
    ("cM1a(LYM)", "bladder", "cM1a(LYM) (AJCC8)", "W_NOT_GIVEN"),
    ("cM1b(LYM)", "bladder", "cM1b(LYM) (AJCC8)", "W_NOT_GIVEN W_SITE_DIFFERS"),
    ("cM1a(kidney)", "bladder", "cM1a(OTH) (AJCC8)", "W_NORMALISED W_NOT_GIVEN W_SITE_DIFFERS"),
    ("cM1c1(OSS,HEP)", "lung V9", "cM1c1(OSS,HEP) (V9)", "W_NOT_GIVEN W_SITE_DIFFERS"),
    ("cM1c1(OSS)", "lung V9", "cM1c1(OSS) (V9)", "W_NOT_GIVEN"),
    ("cM1c2(OSS)", "lung V9", "cM1c2(OSS) (V9)", "W_NOT_GIVEN W_SITE_DIFFERS"),
    ("cM1b(OSS,HEP)", "lung", "cM1b(OSS,HEP) (AJCC8)", "W_NOT_GIVEN W_SITE_DIFFERS"),
    ("cM1a(OSS)", "lung", "cM1a(OSS) (AJCC8)", "W_NOT_GIVEN W_SITE_DIFFERS"),
    ("cM1a(PLE)", "lung", "cM1a(PLE) (AJCC8)", "W_NOT_GIVEN"),
    ("cM1c(PUL)", "lung", "cM1c(PUL) (AJCC8)", "W_NOT_GIVEN W_SITE_DIFFERS"),
    ("cM1a(HEP,PUL)", "colorectal", "cM1a(HEP,PUL) (AJCC8)", "W_NOT_GIVEN W_SITE_DIFFERS"),
    ("cM1b(HEP,PUL)", "colorectal", "cM1b(HEP,PUL) (AJCC8)", "W_NOT_GIVEN"),
    ("cM1b(HEP)", "colorectal", "cM1b(HEP) (AJCC8)", "W_NOT_GIVEN W_SITE_DIFFERS"),
    ("cM1c(HEP)", "colorectal", "cM1c(HEP) (AJCC8)", "W_NOT_GIVEN W_SITE_DIFFERS"),
    ("cM1c(PER,HEP)", "colorectal", "cM1c(PER,HEP) (AJCC8)", "W_NOT_GIVEN"),
    ("cM1b(HEP)", "melanoma_skin", "cM1b(HEP) (AJCC8)", "W_NOT_GIVEN W_SITE_DIFFERS"),
    ("cM1d(HEP)", "melanoma_skin", "cM1d(HEP) (AJCC8)", "W_NOT_GIVEN W_SITE_DIFFERS"),
    ("cM1d(BRA,HEP)", "melanoma_skin", "cM1d(BRA,HEP) (AJCC8)", "W_NOT_GIVEN"),
    ("cM1a(SKI,LYM)", "melanoma_skin", "cM1a(SKI,LYM) (AJCC8)", "W_NOT_GIVEN"),
    ("cM1c(BRA,HEP)", "melanoma_skin", "cM1c(BRA,HEP) (AJCC8)", "W_NOT_GIVEN W_SITE_DIFFERS"),
    ("cM1a(OSS)", "neuroendocrine", "cM1a(OSS) (AJCC8)", "W_NOT_GIVEN W_SITE_DIFFERS"),
    ("cM1c(HEP)", "neuroendocrine", "cM1c(HEP) (AJCC8)", "W_NOT_GIVEN W_SITE_DIFFERS"),
    ("cM1c(HEP,OSS)", "neuroendocrine", "cM1c(HEP,OSS) (AJCC8)", "W_NOT_GIVEN"),
    ("cM1a(HEP)", "ovary", "cM1a(HEP) (AJCC8)", "W_NOT_GIVEN W_SITE_DIFFERS"),
    ("cM1b(PLE)", "ovary", "cM1b(PLE) (AJCC8)", "W_NOT_GIVEN W_SITE_DIFFERS"),
    ("cM1a(HEP)", "testis", "cM1a(HEP) (AJCC8)", "W_NOT_GIVEN W_SITE_DIFFERS"),
    ("cM1b(PUL)", "testis", "cM1b(PUL) (AJCC8)", "W_NOT_GIVEN W_SITE_DIFFERS"),
    ("cM1(HEP)", "liver", "cM1(HEP) (AJCC8)", "W_NOT_GIVEN W_SITE_DIFFERS"),
    ("cM1(PER)", "ovary", "cM1(PER) (AJCC8)", "W_NOT_GIVEN W_SITE_DIFFERS W_SUBCATEGORY_WANTED"),
    ("cM1a(OTH)", "lung", "cM1a(OTH) (AJCC8)", "W_NOT_GIVEN"),
    ("cM1c1(OSS,OTH)", "lung V9", "cM1c1(OSS,OTH) (V9)", "W_NOT_GIVEN W_SITE_DIFFERS"),
    ("cM1c(OTH)", "colorectal", "cM1c(OTH) (AJCC8)", "W_NOT_GIVEN W_SITE_DIFFERS"),
    ("M1a (spleen, kidney)", "colorectal", "M1a(OTH) (AJCC8)", "W_NORMALISED W_NOT_GIVEN W_SITE_DIFFERS"),
    ("M1c (muscle)", "melanoma_skin", "M1c(OTH) (AJCC8)", "W_NORMALISED W_NOT_GIVEN W_SITE_DIFFERS"),
    ("M1a (muscle)", "melanoma_skin", "M1a(OTH) (AJCC8)", "W_NORMALISED W_NOT_GIVEN"),
    ("M1c (muscle, liver)", "melanoma_skin", "M1c(OTH,HEP) (AJCC8)", "W_NORMALISED W_NOT_GIVEN"),
    ("M1c (spleen)", "melanoma_skin", "M1c(OTH) (AJCC8)", "W_NORMALISED W_NOT_GIVEN"),
    ("M1a (retroperitoneal nodes)", "prostate", "M1a(LYM) (AJCC8)", "W_NORMALISED W_NOT_GIVEN"),
    ("M1a (para-aortic lymph nodes)", "prostate", "M1a(LYM) (AJCC8)", "W_NORMALISED W_NOT_GIVEN"),
    ("M1 (left and right kidney)", None, "M1(OTH)", "W_NORMALISED W_NOT_GIVEN"),
    ("M1 (1 adrenal metastasis, 2 liver lesions)", None, "M1(ADR,HEP)", "W_NORMALISED W_NOT_GIVEN"),
    ("M1 PUL OSS HEP ADR REN", None, "M1(PUL,OSS,HEP,ADR,OTH)", "W_NORMALISED W_NOT_GIVEN"),
    ("M1 BON LIV", None, "M1(OSS,HEP)", "W_NORMALISED W_NOT_GIVEN"),
    ("M1 - HEP", None, "M1(HEP)", "W_NOT_GIVEN"),
    ("M1 kidney", None, "M1(OTH)", "W_NORMALISED W_NOT_GIVEN"),
    ("M1 PET", None, "M1", "W_NOT_GIVEN W_NOT_READ"),
    # letters
    ("cM1c", "bladder", None, "E_M_NOT_IN_SITE W_NOT_GIVEN"),
    ("cN2b", "lung", None, "E_N_NOT_IN_SITE W_NOT_GIVEN"),
    ("cM1c1", "lung", None, "E_M_NOT_IN_SITE W_NOT_GIVEN"),
    ("M1c1", "melanoma_skin", None, "E_M_NOT_IN_SITE W_NOT_GIVEN"),
    ("pT1c", "prostate", None, "E_T_NOT_IN_SITE W_NOT_GIVEN"),
    ("cM1d", "colorectal", None, "E_M_NOT_IN_SITE W_NOT_GIVEN"),
    ("cM1a(0)", "lung", None, "E_M_NOT_IN_SITE W_NOT_GIVEN"),
    ("cN3", "prostate", None, "E_N_NOT_IN_SITE W_NOT_GIVEN"),
    ("cT4a", "rcc", None, "E_T_NOT_IN_SITE W_NOT_GIVEN"),
    ("cM1a", "breast", None, "E_M_NOT_IN_SITE W_NOT_GIVEN"),
    ("cN3", "upper_tract", None, "E_N_NOT_IN_SITE W_NOT_GIVEN"),
    ("pT1e", "stomach", None, "E_T_NOT_IN_SITE W_NOT_GIVEN"),
    ("cM1d", "stomach", None, "E_M_NOT_IN_SITE W_NOT_GIVEN"),
    ("pN3b", "stomach", "pN3b (AJCC8)", "W_NOT_GIVEN"),
    ("cM1c", "pancreas", None, "E_M_NOT_IN_SITE W_NOT_GIVEN"),
    ("cT2aN0M0", "pancreas", None, "E_T_NOT_IN_SITE"),
    ("cN2", "liver", None, "E_N_NOT_IN_SITE W_NOT_GIVEN"),
    ("pT1c2 pN0(i+)", "ovary", "pT1c2 pN0(i+) (AJCC8)", "W_NOT_GIVEN"),
    ("cT4a", "testis", None, "E_T_NOT_IN_SITE W_NOT_GIVEN"),
    ("pN2mi", "endometrium", "pN2mi (AJCC8)", "W_NOT_GIVEN"),
    ("T5 N0", None, None, "E_SYNTAX W_NOT_GIVEN"),
    ("N4", None, None, "E_SYNTAX W_NOT_GIVEN"),
    ("M2", None, None, "E_SYNTAX W_NOT_GIVEN"),
    ("T12", None, None, "E_SYNTAX W_NOT_GIVEN"),
    ("cT2 cN+ cM0", None, None, "E_SYNTAX"),
    ("kT2 N0", None, None, "E_SYNTAX W_NOT_GIVEN"),
    ("pyT2 N0", None, None, "E_SYNTAX W_NOT_GIVEN"),
    ("cT2 MX", None, None, "E_MX W_NOT_GIVEN"),
    ("pT2 pM0", "lung", None, "E_PM0 W_NOT_GIVEN"),
    ("rpM0", None, None, "E_PM0 W_NOT_GIVEN"),
    ("T1a1 N0", "cervix", "T1a1 N0 (V9)", "W_NOT_GIVEN"),
    ("N0a", "thyroid_differentiated", "N0a (AJCC8)", "W_NOT_GIVEN"),
    # ranges
    ("T2-3", None, None, "E_RANGE W_NOT_GIVEN"),
    ("T2/3", None, None, "E_RANGE W_NOT_GIVEN"),
    ("T2-T3 N0", None, None, "E_RANGE W_NOT_GIVEN"),
    ("cT2/T3", None, None, "E_RANGE W_NOT_GIVEN"),
    ("cT2 or T3", None, None, "E_RANGE W_NOT_GIVEN"),
    ("T2a-b", None, None, "E_RANGE W_NOT_GIVEN"),
    ("N0/1", None, None, "E_RANGE W_NOT_GIVEN"),
    ("cM0/1", None, None, "E_RANGE W_NOT_GIVEN"),
    ("ypT0/is N0", "bladder", None, "E_RANGE W_NOT_GIVEN"),
    ("N1 2/3", None, "N1(2/3)", "W_NOT_GIVEN"),
    ("T2-3N0M0", "colorectal", None, "E_RANGE"),
    ("T2/3N0M0", "colorectal", None, "E_RANGE"),
    ("cT3/4aN0M0", "colorectal", None, "E_RANGE"),
    ("cT3-T4N0M0", "colorectal", None, "E_RANGE"),
    ("cT1a-bN0M0", "lung", None, "E_RANGE"),
    ("T1a/bcN0M0", "lung", None, "E_RANGE"),
    ("cT3a-bN0", "lung", None, "E_RANGE W_NOT_GIVEN"),
    ("cN0-1M0", "lung", None, "E_RANGE W_NOT_GIVEN"),
    ("cT4N2-3M1c", "lung", None, "E_RANGE"),
    ("T2 to 3 N0", "lung", None, "E_RANGE W_NOT_GIVEN"),
    ("cT1a-cN0M0", "lung", "cT1a cN0 M0 (AJCC8)", ""),
    ("cT2a-cN1-cM0R0", "lung", "cT2a cN1 cM0 R0 (AJCC8)", ""),
    ("<T2 N0", "lung", "T2 N0 (AJCC8)", "W_NOT_GIVEN W_NOT_READ"),
    (">= pT2 N0", "lung", "pT2 N0 (AJCC8)", "W_NOT_GIVEN W_NOT_READ"),
    ("\u2265T2 N0", "lung", "T2 N0 (AJCC8)", "W_NOT_GIVEN W_NOT_READ"),
    ("~T2 N0", "lung", "T2 N0 (AJCC8)", "W_NOT_GIVEN W_NOT_READ"),
    ("T2+ N1+, M0", "lung", "T2 N1 M0 (AJCC8)", "W_NOT_READ W_NOT_READ"),
    ("pT2 + pN1 + cM0", "lung", "pT2 pN1 cM0 (AJCC8)", ""),
    # stage words
    ("Stage IIIB", "lung", None, "E_STAGE_GROUP"),
    ("UICC IV", None, None, "E_STAGE_GROUP"),
    ("AJCC stage IIA", "breast", None, "E_STAGE_GROUP"),
    ("stage 4", None, None, "E_STAGE_GROUP"),
    ("IIIB", None, None, "E_STAGE_GROUP"),
    ("Lugano III", "lung", None, "E_STAGE_GROUP"),
    ("cT3 cN2 cM0, stage IIIB", "lung", "cT3 cN2 cM0 (AJCC8)", "W_NOT_READ"),
    # twice
    ("cT2 N0 M0 / pT3 pN1a", "colorectal", None, "E_TWO_STAGINGS"),
    ("pT2 pN0 pN1", None, None, "E_TWO_STAGINGS W_NOT_GIVEN"),
    ("T2 N1 M0 T2", None, "T2 N1 M0", "W_NORMALISED"),
    ("cT2 cN1 cM0 ypT1 ypN0", "breast", None, "E_TWO_STAGINGS"),
    # subcategory
    ("pN1", "colorectal", "pN1 (AJCC8)", "W_NOT_GIVEN W_SUBCATEGORY_WANTED"),
    ("cN2", "colorectal", "cN2 (AJCC8)", "W_NOT_GIVEN W_SUBCATEGORY_WANTED"),
    ("pN1", "breast", "pN1 (AJCC8)", "W_NOT_GIVEN W_SUBCATEGORY_WANTED"),
    ("cN1", "breast", "cN1 (AJCC8)", "W_NOT_GIVEN"),
    ("cN2", "lung V9", "cN2 (V9)", "W_NOT_GIVEN W_SUBCATEGORY_WANTED"),
    ("cM1", "prostate", "cM1 (AJCC8)", "W_NOT_GIVEN W_SUBCATEGORY_WANTED"),
    ("pN1", "lung", "pN1 (AJCC8)", "W_NOT_GIVEN"),
    ("cN2", "melanoma_skin", "cN2 (AJCC8)", "W_NOT_GIVEN W_SUBCATEGORY_WANTED"),
    # lymphoma
    ("II bulky", "lymphoma", "II bulky", ""),
    ("IIE", "lymphoma", "IIE", ""),
    ("II E", "lymphoma", "IIE", ""),
    ("IV B", "lymphoma", "IV", "W_NOT_READ"),
    ("IVB", "lymphoma", "IV", "W_NOT_READ"),
    ("Ann Arbor IV", "lymphoma", "IV", ""),
    ("Ann Arbor stage IIIA", "lymphoma", "III", "W_NOT_READ"),
    ("Lugano III", "lymphoma", "III", ""),
    ("Stage 2", "lymphoma", "II", ""),
    ("IIB", "lymphoma", "II", "W_NOT_READ"),
    ("IIEB", "lymphoma", "IIE", "W_NOT_READ"),
    ("IIX", "lymphoma", "II bulky", ""),
    ("IIIS", "lymphoma", "III", "W_NOT_READ"),
    ("III, bulky", "lymphoma", "III", "W_NOT_READ"),
    ("II E bulky", "lymphoma", None, "E_TWO_STAGINGS"),
    ("stage II or III", "lymphoma", None, "E_TWO_STAGINGS"),
    ("I", "lymphoma", "I", ""),
    ("iie", "lymphoma", "IIE", ""),
    ("IE (LUGANO)", "lymphoma", "IE", ""),
    ("DLBCL, stage IV", "lymphoma", "IV", "W_NOT_READ"),
    ("bulky stage II", "lymphoma", "II bulky", ""),
    ("stage IIE, right kidney", "lymphoma", "IIE", "W_NOT_READ"),
    ("IV (Lugano 2014)", "lymphoma", "IV", ""),
    ("II(E)", "lymphoma", "IIE", ""),
    ("stage I (E)", "lymphoma", "IE", ""),
    ("Stage II/E", "lymphoma", "IIE", ""),
    ("stage II, E", "lymphoma", "IIE", ""),
    ("stage IV(B)", "lymphoma", "IV", "W_NOT_READ"),
    ("IV, B symptoms", "lymphoma", "IV", "W_NOT_READ"),
    ("stage IV, B-cell lymphoma", "lymphoma", "IV", "W_NOT_READ"),
    ("bulky II", "lymphoma", "II bulky", ""),
    ("II, with bulk", "lymphoma", "II bulky", ""),
    ("Stage II, X", "lymphoma", "II bulky", ""),
    ("stage II (bulk 10 cm)", "lymphoma", "II", "W_NOT_READ"),
    ("non-bulky stage II", "lymphoma", "II", "W_NOT_READ"),
    ("II without bulk", "lymphoma", "II", "W_NOT_READ"),
    ("II bulky E", "lymphoma", None, "E_TWO_STAGINGS"),
    ("stage 1-2", "lymphoma", None, "E_TWO_STAGINGS"),
    ("stage I-II", "lymphoma", None, "E_TWO_STAGINGS"),
    ("Rai stage III", "lymphoma", None, "E_SYNTAX"),
    ("Murphy stage IV", "lymphoma", None, "E_SYNTAX"),
    ("ISS stage II", "lymphoma", None, "E_SYNTAX"),
    ("Lugano III (Rai 2)", "lymphoma", "III", "W_NOT_READ"),
    ("Stage IV (kidney, marrow), IPI 3", "lymphoma", "IV", "W_NOT_READ"),
    ("stage IV R0", "lymphoma", "IV", "W_NOT_READ"),
    ("V", "lymphoma", None, "E_SYNTAX"),
    ("", "lymphoma", None, "E_SYNTAX"),
    ("cT2 cN1 cM0", "lymphoma", None, "E_NO_TNM"),
    # as they come
    ("pT2 N1 M0 (UICC 2017, 8. Auflage)", None, "pT2 N1 M0 (AJCC8)", "W_NOT_READ"),
    ("TNM (8th edition): pT3 N1b M0", "colorectal", "pT3 N1b M0 (AJCC8)", ""),
    ("TNM-8: cT2 cN0", "lung", "cT2 cN0 (AJCC8)", "W_NOT_GIVEN"),
    ("pT3, N2b (8/21), M1a (HEP), V1, L1, Pn1, R0, G3", "colorectal",
     "pT3 N2b(8/21) M1a(HEP) G3 L1 V1 Pn1 R0 (AJCC8)", ""),
    ("Tumour stage: pT2 pN0 pMx", "lung", None, "E_MX"),
    ("ypT1b ypN0 (0/18) L0 V0 Pn0 R0 (local) G2; TRG 1b", "oesophagus",
     "ypT1b ypN0(0/18) G2 L0 V0 Pn0 R0 (AJCC8)", "W_NOT_GIVEN W_NOT_READ W_NOT_READ"),
    ("pT1c(m)N1a(sn)(2/4)", "breast", "pT1c(m) N1a(sn)(2/4) (AJCC8)", "W_NOT_GIVEN"),
    ("Stage: T3 N1 M0", "lung", "T3 N1 M0 (AJCC8)", ""),
    ("pT2_N1_M0", "lung", "pT2 N1 M0 (AJCC8)", ""),
    ("pT2+pN1+cM0", "lung", "pT2 pN1 cM0 (AJCC8)", ""),
    ("cT3cN2cM0", "lung", "cT3 cN2 cM0 (AJCC8)", ""),
    ("cT2acN1cM0", "lung", "cT2a cN1 cM0 (AJCC8)", ""),
    ("cT1ccN0cM0", "lung", "cT1c cN0 cM0 (AJCC8)", ""),
    ("pT3, pN1b (3 von 20)", "colorectal", "pT3 pN1b(3/20) (AJCC8)", "W_NOT_GIVEN"),
    ("pN1a: 1/12", "colorectal", "pN1a(1/12) (AJCC8)", "W_NOT_GIVEN"),
    ("M1(OSS, HEP, OTH: kidney)", None, "M1(OSS,HEP,OTH)", "W_NORMALISED W_NOT_GIVEN"),
    ("M1 (HEP) (PUL)", None, "M1(HEP,PUL)", "W_NOT_GIVEN"),
    ("M1 HEP PUL", None, "M1(HEP,PUL)", "W_NOT_GIVEN"),
    ("M1 (multiple bone metastases)", None, "M1(OSS)", "W_NORMALISED W_NOT_GIVEN"),
    ("cT2 (8th TNM ed.)", "lung", "cT2 (AJCC8)", "W_NOT_GIVEN"),
    ("cT2, AJCC (8th)", "lung", "cT2 (AJCC8)", "W_NOT_GIVEN"),
    ("cT2 IASLC 9th edition", "lung", "cT2 (V9)", "W_NOT_GIVEN"),
    ("Stage IV-B", "lymphoma", "IV", "W_NOT_READ"),
    ("IIA bulky", "lymphoma", "II bulky", "W_NOT_READ"),
    ("CS IIA", "lymphoma", "II", "W_NOT_READ"),
    ("FIGO IIIC", "ovary", None, "E_STAGE_GROUP"),
    ("AJCC 8 IIIC", "melanoma_skin", None, "E_STAGE_GROUP"),
    ("cT1c, cN0, cM0, Gleason 3+4=7 (GG2), PSA 8.2", "prostate", "cT1c cN0 cM0 (AJCC8)", "W_NOT_READ"),
    ("c/pT2 N1", "lung", "pT2 N1 (AJCC8)", "W_NOT_GIVEN W_NOT_READ"),
    ("pT2 (pTNM) N1", "lung", "pT2 N1 (AJCC8)", "W_NOT_GIVEN W_NOT_READ"),
    ("T-category: T2; N-category: N1; M-category: M0", "lung", "T2 N1 M0 (AJCC8)", ""),
    ("primary tumor T2, nodes N1, metastasis M0", "lung",
     "T2 N1 M0 (AJCC8)", "W_NOT_READ W_NOT_READ W_NOT_READ"),
    ("pN1c(0/14)", "colorectal", "pN1c(0/14) (AJCC8)", "W_NOT_GIVEN"),
    ("pN1(0/14)", "lung", "pN1(0/14) (AJCC8)", "W_COUNT_DIFFERS W_NOT_GIVEN"),
    ("cT2 cN0 M0 HER2 3+ ER 90%", "breast", "cT2 cN0 M0 (AJCC8)", "W_NOT_READ"),
    ("cT4d cN3c cM1 (OSS PUL)", "breast", "cT4d cN3c cM1(OSS,PUL) (AJCC8)", ""),
    # every primary
    ("cT2 cN1 cM1", "thyroid_medullary", "cT2 cN1 cM1 (AJCC8)", "W_SUBCATEGORY_WANTED"),
    ("cT2 cN1 cM1", "thyroid_anaplastic", "cT2 cN1 cM1 (AJCC8)", "W_SUBCATEGORY_WANTED"),
    ("cT2 cN1 cM1", "stomach", "cT2 cN1 cM1 (AJCC8)", ""),
    ("cT2 cN1 cM1", "liver", "cT2 cN1 cM1 (AJCC8)", ""),
    ("cT2 cN1 cM1", "endometrium", "cT2 cN1 cM1 (AJCC8)", "W_SUBCATEGORY_WANTED"),
    ("cT2 cN1 cM1", "soft_tissue_sarcoma", "cT2 cN1 cM1 (AJCC8)", ""),
    ("cT2 cN1 cM1", "unknown", "cT2 cN1 cM1", ""),
    ("cT2 cN1 cM1", "other", "cT2 cN1 cM1", ""),
    ("cT2 cN1 cM1", "cervix", "cT2 cN1 cM1 (V9)", ""),
    ("cT2 cN1 cM1", "upper_tract", "cT2 cN1 cM1 (AJCC8)", ""),
    ("cT2 cN1 cM1", "rcc", "cT2 cN1 cM1 (AJCC8)", ""),
]
# fmt: on


@for_each(
    ("text", "site", "canonical", "codes"), LINES, ids=[f"{row[1] or 'any'}: {row[0]!a}" for row in LINES]
)
def test_a_line_is_read_as_a_registrar_would(
    text: str, site: str | None, canonical: str | None, codes: str
) -> None:
    primary, _, edition = (site or "").partition(" ")
    reading = read_tnm(text, primary or None, edition or None)

    assert reading.canonical == canonical
    assert sorted(finding.code for finding in reading.findings) == codes.split()


@for_each(
    ("text", "site", "said"),
    [
        ("cM1a(OSS)", "lung", "OSS is named, which makes M1b or M1c, not M1a."),
        ("cM1a(HEP,PUL)", "colorectal", "HEP and PUL are named, which make M1b, not M1a."),
        ("cM1b(PER)", "ovary", "PER belongs to T here; M1b needs another site."),
    ],
)
def test_the_letter_that_named_sites_make_is_told(text: str, site: str, said: str) -> None:
    assert said in [finding.message for finding in read_tnm(text, site).findings]


@for_each("grade", ["Clark IV", "Siewert type II", "Bosniak III"])
def test_a_grade_in_roman_numbers_is_not_taken_for_a_stage_group(grade: str) -> None:
    messages = [finding.message for finding in read_tnm(f"cT2 cN0 cM0, {grade}", "other").findings]

    assert messages == [f'"{grade}" is not read.']


def test_a_line_is_read_for_every_primary() -> None:
    tried = {(site or "").partition(" ")[0] for _, site, _, _ in LINES}

    assert {table.primary for table in shipped_tables()} - tried == set()


def test_one_fault_is_one_error() -> None:
    several = {"T3cN1bM1e"}  # three elements, a fault in each
    more = [
        text
        for text, _, canonical, codes in LINES
        if canonical is None
        and text not in several
        and sum(code.startswith("E_") for code in codes.split()) > 1
    ]

    assert more == []


# What is wanted of a line element by element: (line, primary, T, N, M).
# fmt: off
ELEMENTS = [
    ("pT2, pN1a (2/14), M0, L1, V0, R0", "colorectal", "pT2", "pN1a(2/14)", "M0"),
    ("ypT0 N0(sn)", "breast", "ypT0", "N0(sn)", None),
    ("M1c", "colorectal", None, None, "M1c"),
    ("T5 N0 cM0", "lung", None, "N0", "cM0"),
    ("cT2 N1-2 cM0", "lung", "cT2", None, "cM0"),
]
# fmt: on


@for_each(("text", "primary", "t", "n", "m"), ELEMENTS)
def test_what_is_not_given_or_wrong_stays_open(
    text: str, primary: str, t: str | None, n: str | None, m: str | None
) -> None:
    reading = read_tnm(text, primary)

    assert (reading.t, reading.n, reading.m) == (t, n, m)


def test_the_reading_holds_what_stands_beside_t_n_and_m() -> None:
    reading = read_tnm("pT3 pN1b (3/18) cM1b(kidney; liver) R0 L1 (UICC 8)", "colorectal")

    assert reading.counts == (3, 18)
    assert reading.sites == ("OTH", "HEP")
    assert reading.descriptors == ("L1", "R0")
    assert reading.edition_given == "AJCC8"


# (line, primary, the code, the place in the line, the nearest)
# fmt: off
PLACES = [
    ("pT2, pN5, cM0", "lung", "E_SYNTAX", "pN5", None),
    ("cT2cN+cM0", "lung", "E_SYNTAX", "cN+", None),
    ("T3N+M0", "lung", "E_SYNTAX", "N+", None),
    ("T2N0M", "lung", "E_SYNTAX", "M", None),
    ("cT2 cN0 cM1c", "bladder", "E_M_NOT_IN_SITE", "cM1c", "cM1"),
    ("cT2 cN0 cM1d", "colorectal", "E_M_NOT_IN_SITE", "cM1d", "cM1"),
    ("rpM1c1", "melanoma_skin", "E_M_NOT_IN_SITE", "rpM1c1", "rpM1c(1)"),
    ("cN3", "prostate", "E_N_NOT_IN_SITE", "cN3", None),
    ("pT1c", "prostate", "E_T_NOT_IN_SITE", "pT1c", None),
    ("pT2 rpM0", "lung", "E_PM0", "rpM0", "rcM0"),
    ("pT2 pN1(i+)", "breast", "E_ITC_ONLY_N0", "pN1(i+)", None),
    ("cT2 MX", "lung", "E_MX", "MX", None),
    ("cT2-3 cN0", "lung", "E_RANGE", "cT2-3", "cT2"),
    ("cT2 cN0 (AJCC 7)", "lung", "E_EDITION_NOT_FOR_PRIMARY", "(AJCC 7)", None),
    ("pM1c1/0", "lung", "E_RANGE", "pM1c1/0", "cM0"),
    ("M1-M0b", None, "E_RANGE", "M1-M0b", "M0"),
    ("N1b-a", "lung", "E_RANGE", "N1b-a", "N1"),
    ("pT1-2", "prostate", "E_RANGE", "pT1-2", None),
    ("pM0u", "lung", "E_M_NOT_IN_SITE", "pM0u", "cM0"),
    ("pM0(i+)", "breast", "E_PM0", "pM0(i+)", "cM0(i+)"),
    ("Adenocarcinoma, stage IIIB", "lung", "E_STAGE_GROUP", "stage IIIB", None),
    ("cM1(OSS,XYZ)", None, "E_SYNTAX", "XYZ", None),
    ("cT2 cN0\u2009M2", None, "E_SYNTAX", "M2", None),
]
# fmt: on


@for_each(("text", "primary", "code", "place", "nearest"), PLACES)
def test_a_fault_stands_at_its_place_with_a_nearest_that_changes_no_digit(
    text: str, primary: str | None, code: str, place: str, nearest: str | None
) -> None:
    (fault,) = (finding for finding in read_tnm(text, primary).findings if finding.level == "error")

    assert (fault.code, fault.nearest) == (code, nearest)
    assert text[fault.start : fault.end] == place


LUGANO = [
    ("II bulky", "II_bulky"),
    ("IIE", "IIE"),
    ("IV B", "IV"),
    ("Ann Arbor IV", "IV"),
    ("Lugano stage I E", "IE"),
]


@for_each(("text", "value"), LUGANO)
def test_a_stage_of_lymphoma_is_read_as_the_fact_holds_it(text: str, value: str) -> None:
    reading = read_tnm(text, "lymphoma")

    assert (reading.lugano, reading.edition) == (value, "LUGANO")
