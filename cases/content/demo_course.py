"""The demonstration's courses: who is in them, what is assigned, and who hands in when.

Days are counted back from the moment at which the courses are made; below 0 is to come.
"""

from collections.abc import Mapping

from cases.content.demo_plan import (
    DemoAssignment,
    DemoCohort,
    DemoCopy,
    DemoExtension,
    DemoFeedback,
    DemoLook,
    DemoOverride,
)

NEW_RESIDENTS = (
    "alder",
    "ash",
    "aspen",
    "beech",
    "birch",
    "cedar",
    "cherry",
    "elm",
    "fir",
    "hawthorn",
    "hazel",
    "holly",
    "juniper",
    "larch",
    "linden",
    "maple",
    "oak",
    "pine",
    "rowan",
    "spruce",
    "willow",
)
"""Named after trees, so that nobody takes them for people. Nobody enters as these."""
DEMO_RESIDENTS = ("resident", "resident.two", "resident.three")
"""Those of the rest of the demonstration; the first is whom visitors enter as."""

ABILITY: Mapping[str, float] = {
    "resident": 0.5,
    "resident.two": 0.2,
    "resident.three": -0.3,
    **{name: round(-1.3 + 2.6 * (place * 8 % 21) / 20, 2) for place, name in enumerate(NEW_RESIDENTS)},
}
"""From those who know least to those who know most: about -1.3 to 1.3."""


FINISHED = DemoAssignment(
    key="m-category",
    title="From the pattern of spread to M",
    cases=("lung-m-category",),
    opens=21,
    due=10,
    instructions="This one counts. Look at what you hold about M before you begin.",
    terms={
        "purpose": "counting",
        "time_limit": "imposed",
        "late": "minus",
        "late_share": 0.1,
        "attempts_allowed": 2,
        "counts": "best",
        "pass_share": 0.6,
        "debrief": "after_due",
        "asks_sureness": True,
    },
    not_begun=frozenset({"hawthorn"}),
    under_way={"ash": 3},
    texts_marked=4,
    late={"cherry": 0.6, "birch": 1.4},
    again=frozenset({"resident.three", "alder", "hazel"}),
    out_of_time={"elm": 4},
    extensions=(DemoExtension("aspen", until=7, reason="On call all week: hand in when you are back."),),
    looks=(
        DemoLook("resident", "The report can be read the other way. Could you look at it again?"),
        DemoLook(
            "beech",
            "I meant the same in other words.",
            answer="You name the right finding and draw half of what follows from it.",
            credit=0.5,
        ),
    ),
    overrides=(DemoOverride("cedar", "treatment_intent", 0.5, "Defended well in the seminar."),),
    feedback=(
        DemoFeedback(
            "resident",
            "You read the images with care. Before you write M, count the organs that hold deposits.",
            answer="I had counted the kidneys as one with the rest. I will draw it next time.",
        ),
        DemoFeedback("fir", "Come and see me before the next case: we go through T and M together."),
        DemoFeedback(
            "alder",
            "T stays with the tumour in the lung, whatever the kidney holds.",
            answer="I had put both into T. Now I see why the group did not change.",
            step="staging",
        ),
    ),
)
SLIP = DemoCopy(
    key="soaked-shirts",
    case="lymphoma-kidney-injury",
    title="Two large kidneys and soaked shirts: our version",
    question="tnm",
    right="nothing",
    slip="m1",
    written=11,
    pulled=2,
    why="The key has the wrong option ticked at the question on T, N and M.",
    summary="The option that is right earns its point at the question on T, N and M.",
    corrected=1,
    reason="The key had the wrong option ticked. Whoever chose the right one has the point now; "
    "whoever chose the other has it no longer.",
)
CORRECTED = DemoAssignment(
    key="our-version",
    title="Two large kidneys",
    cases=(SLIP.key,),
    opens=10,
    due=6,
    terms={"asks_sureness": True},
    late={"larch": 0.3, "elm": 0.5},
    copy=SLIP,
    looks=(
        DemoLook(
            "resident",
            "I left the form empty and the expert says so, too. Why is that wrong?",
            answer="You are right: the key has the wrong option. I put it right, and then everybody's marks.",
            question="tnm",
        ),
    ),
)

COHORTS = (
    DemoCohort(
        key="rotation",
        title="Demo: uro-oncology rotation",
        summary="An invented course, so that every page of a cohort has something to show.",
        begun=70,
        residents=(*DEMO_RESIDENTS, *NEW_RESIDENTS[:11]),
        accommodations={"elm": ("1.5", 2)},
        assignments=(
            DemoAssignment(
                key="scan",
                title="Reading the scan",
                cases=("colorectal-solitary-lesion",),
                opens=64,
                due=52,
                not_begun=frozenset({"hawthorn"}),
                again=frozenset({"resident.two", "aspen"}),
            ),
            DemoAssignment(
                key="tissue",
                title="Tissue, stage and age",
                cases=("thyroid-age-and-stage", "breast-bone-and-kidney"),
                opens=45,
                due=30,
                terms={"order": "in_order", "asks_sureness": True},
                late={"ash": 2.2},
            ),
            FINISHED,
            CORRECTED,
            DemoAssignment(
                key="other-kidney",
                title="A mass in the other kidney",
                cases=("rcc-contralateral-mass",),
                opens=3,
                due=-6,
                terms={"debrief": "after_due"},
                not_begun=frozenset({"resident", "hawthorn"}),
                under_way={"cedar": 2, "beech": 1},
                time_requests={"beech": "I am on nights until Sunday. Two more days would do."},
                extensions=(
                    DemoExtension("fir", until=-10, reason="Exams until Friday: four days more.", minutes=15),
                ),
            ),
        ),
    ),
    DemoCohort(
        key="evenings",
        title="Demo: evening course, names hidden",
        summary="Its teachers see numbers in place of names.",
        begun=40,
        residents=(*NEW_RESIDENTS[11:], "alder", "birch"),
        hides_names=True,
        accommodations={"maple": ("1.25", 0)},
        assignments=(
            DemoAssignment(
                key="ldh",
                title="Before the first evening",
                cases=("melanoma-ldh",),
                opens=33,
                due=20,
                terms={"debrief": "by_hand", "late": "marked", "asks_sureness": True},
                late={"oak": 0.4},
                debrief_by_hand=18,
                feedback=(
                    DemoFeedback(
                        "oak",
                        "Your reading of the scan is careful. Say also what it leaves open.",
                        answer="That it cannot tell one from the other: I will write it down.",
                    ),
                ),
            ),
            DemoAssignment(
                key="one-kidney",
                title="Blood in the urine, and one kidney",
                cases=("prostate-only-kidney",),
                opens=17,
                due=7,
                terms={
                    "purpose": "counting",
                    "late": "marked",
                    "attempts_allowed": 2,
                    "pass_share": 0.6,
                    "debrief": "after_due",
                    "asks_sureness": True,
                },
                not_begun=frozenset({"willow"}),
                late={"holly": 0.5},
                again=frozenset({"rowan"}),
                looks=(DemoLook("linden", "The report leans one way and I followed it. Is that wrong?"),),
            ),
            DemoAssignment(
                key="drawn",
                title="One of two, drawn for you",
                cases=("bladder-upper-tract", "lymphoma-kidney-injury"),
                opens=4,
                due=-9,
                terms={
                    "order": "drawn",
                    "drawn_count": 1,
                    "purpose": "counting",
                    "late": "refused",
                    "debrief": "after_due",
                },
                not_begun=frozenset({"larch", "willow"}),
                under_way={"juniper": 2, "maple": 3},
            ),
        ),
    ),
)
