"""The codes of an edition in words for people."""

DOMAINS = {
    "background": "Background",
    "diagnosis": "Diagnosis",
    "staging": "Staging",
    "treatment": "Treatment",
    "palliative": "Palliative care",
}
KINDS = {
    "fact": "Fact",
    "recommendation": "Recommendation",
    "strength": "Strength",
    "limitation": "Limitation",
    "caution": "Caution",
}
FORMS = {
    "paragraph": "paragraph",
    "bullet": "bullet",
    "quotation": "unattributed quotation",
    "artefact": "artefact of the source's text",
}
CERTAINTIES = {
    "A": "confirmed in an authoritative source",
    "B": "confirmed only in a secondary source",
    "C": "not confirmed by a source",
}
SEVERITIES = {"high": "Important", "medium": "Worth knowing", "low": "Detail"}
WITHOUT_A_REFERENCE = "Without a reference:"
"""What follows this in a note or an addition rests on none of its references."""
UNREFERENCED = "Expert consensus, unreferenced, awaiting clinical sign-off."
SHOWN_TO = {
    "curators": "curators alone",
    "signed-in": "everybody who is signed in",
    "everybody": "everybody, also without an account",
}
"""To whom the source's own words are shown, where they are attached."""
