"""How much of anything is taken, at every way in: the one list that forms, readers and commands ask.

Each limit is far above what a person means to send, and low enough that the worst within it is served in
a second. It is asked before anything is parsed, and again where a thing is kept: no road leads round it.
"""

from dataclasses import dataclass


class OverLimit(ValueError):
    """More than is taken; the message names what was given and what is allowed."""

    def __init__(self, limit: "Limit", given: int | None = None) -> None:
        super().__init__(limit.refusal(given))
        self.limit, self.given = limit, given


@dataclass(frozen=True)
class Limit:
    """`what` takes at most so many of a `unit`, which is a plural, or "bytes"."""

    most: int
    unit: str
    what: str

    @property
    def allowed(self) -> str:
        """ "50 lesions", "2 MB"."""
        return self._in_words(self.most)

    def refusal(self, given: int | None = None) -> str:
        """ "A case takes at most 50 lesions; this has 300,000."; without a number "this has more."."""
        has = "more" if given is None else self._in_words(given).removesuffix(f" {self.unit}")
        return f"{self.what[:1].upper()}{self.what[1:]} takes at most {self.allowed}; this has {has}."

    def check(self, given: int) -> None:
        """Raises OverLimit."""
        if given > self.most:
            raise OverLimit(self, given)

    def _in_words(self, count: int) -> str:
        return bytes_in_words(count) if self.unit == "bytes" else f"{count:,} {self.unit}"


def bytes_in_words(count: int) -> str:
    """ "300 bytes", "140 KB", "1.4 MB"; never rounded down to what a limit allows."""
    if count < 1_000:
        return f"{count:,} bytes"
    if count < 1_000_000:
        return f"{-(-count // 100) / 10:,g} KB"
    return f"{-(-count // 10_000) / 100:,.10g} MB"


# A request
REQUEST_BYTES = Limit(1_000_000, "bytes", "a form")
FORM_FIELDS = Limit(2_500, "fields", "a form")
FILES = Limit(60, "files", "a form")
"""The slices of a stack are chosen together."""
ADDRESS = Limit(4_000, "characters", "an address with its query")
SEARCH = Limit(200, "characters", "a search")
EMAIL = Limit(254, "characters", "an e-mail address")
NAME = Limit(80, "characters", "the name of a person")
TIME_ZONE = Limit(64, "characters", "the name of a time zone")
EXPORT_BYTES = Limit(1_000_000_000, "bytes", "an export of everything of one person")
"""Pictures beyond it are left out, and named."""
KEY_NAME = Limit(80, "characters", "the name of a security key")
PROVIDER_ANSWER = Limit(200_000, "bytes", "an answer of an institution's sign-in")
INVITED_AT_ONCE = Limit(100, "addresses", "the form that invites people")
PEOPLE_BYTES = Limit(500_000, "bytes", "a list of people")
PEOPLE_ROWS = Limit(2_000, "rows", "a list of people")
PEOPLE_COLUMNS = Limit(20, "columns", "a list of people")
LIST_CELL = Limit(1_000, "characters", "a cell of a list")
SPREADSHEET_FILES = Limit(200, "files", "a spreadsheet")
"""It is a zip of many."""
SPREADSHEET_UNPACKED = Limit(10_000_000, "bytes", "a spreadsheet, unpacked,")
SPREADSHEET_CELLS = Limit(500_000, "elements", "what a spreadsheet says of its cells")
SPREADSHEET_OTHERS = Limit(20_000, "elements", "what a spreadsheet says besides")
SPREADSHEET_LINES = Limit(1_048_576, "lines", "a spreadsheet")
"""With those that are empty: as many as programs write."""

# A case
CASE_BYTES = Limit(200_000, "bytes", "a case file")
CASE_DEPTH = Limit(8, "levels", "a case file")
NAMES = Limit(200, "names", "an object of a case file")
ITEMS = Limit(1_000, "things", "a list of a case file")
DIGITS = Limit(40, "digits", "a number")
CASE_FAULTS = Limit(100, "faults", "what is told of a case file")
LESIONS = Limit(50, "lesions", "a case")
CASE_TITLE = Limit(200, "characters", "the title of a case")
FIELD = Limit(200, "characters", "a field of a chapter")
NOTATION = Limit(2_000, "characters", "a TNM notation")
ANSWER = Limit(4_000, "characters", "a written answer")
SHORT_TEXT = Limit(1_200, "characters", "a short text whose question names no number of its own")
ANSWER_LINES = Limit(12, "lines", "an answer of a line each")
ANSWER_LINE = Limit(200, "characters", "a line of such an answer")

# Teaching cases
LIBRARY_BYTES = Limit(200_000, "bytes", "a file of a library of teaching cases")
TEACHING_CASE_DEPTH = Limit(20, "levels", "a teaching case")
LIBRARY_REQUEST_BYTES = Limit(100_100_000, "bytes", "the form that takes a library")
LIBRARY_FILE_BYTES = Limit(100_000_000, "bytes", "the file of a library")
LIBRARY_CASES = Limit(1_000, "cases", "the file of a library")
LIBRARY_PICTURES = Limit(5_000, "pictures", "the file of a library")
DRAFT_COMMENTS = Limit(500, "comments", "a draft of a teaching case")
LIBRARY_SHARES = Limit(100, "colleagues", "a library")
MANIFEST_BYTES = Limit(2_000_000, "bytes", "the manifest of a library")
NARRATIVE = Limit(10_000, "characters", "a text in Markdown of a teaching case")
DRAFT_BYTES = Limit(200_000, "bytes", "a teaching case that is being written")
STEPS = Limit(40, "steps", "a teaching case")
STEP_QUESTIONS = Limit(20, "questions", "a step of a teaching case")
STEP_TABLES = Limit(8, "tables", "a step of a teaching case")
STEP_FIGURES = Limit(8, "figures", "a step of a teaching case")
TABLE_ROWS = Limit(60, "rows", "a table of a teaching case")
TABLE_COLUMNS = Limit(12, "columns", "a table of a teaching case")
CELL = Limit(200, "characters", "a cell of a table")
STEP_TITLE = Limit(120, "characters", "the title of a step")
ONE_LINE = Limit(500, "characters", "a line of a teaching case")
CITED = Limit(30, "statements, additions or notes", "a mark or question")
ALTERNATIVES = Limit(20, "alternatives", "a mark")
OPTIONS = Limit(40, "options", "a question")
CASE_OBJECTIVES = Limit(30, "objectives", "a teaching case")
CASE_SOURCES = Limit(60, "sources", "a teaching case")

# Cohorts and assignments
COHORT_MEMBERS = Limit(5_000, "residents", "a cohort")
COHORT_LIST_BYTES = Limit(900_000, "bytes", "a list of residents")
COHORT_LIST_ROWS = Limit(5_000, "rows", "a list of residents")
COHORT_LIST_COLUMNS = Limit(20, "columns", "a list of residents")
INVITATION_SENT = Limit(5, "messages", "an invitation to a cohort")
COHORT_TEACHERS = Limit(50, "teachers", "a cohort")
COHORT_ASSIGNMENTS = Limit(300, "assignments", "a cohort")
ASSIGNED_CASES = Limit(60, "cases", "an assignment")
TAKEN_VERSIONS = Limit(50, "changes of its version", "an assigned case")
EXTENSIONS = Limit(50, "extensions", "a resident's work at an assignment")
TIME_REQUESTS = Limit(20, "requests for more time", "a resident's work at an assignment")
RESULTS_WORK = Limit(10_000, "cases of residents", "the page of results")
"""A case that a hundred residents are to work counts a hundred times."""
MARKINGS = Limit(500, "markings", "an attempt")
SECOND_LOOKS = Limit(200, "second looks", "an attempt")
FEEDBACK = Limit(100, "entries", "the feedback on an attempt")
LOG_LINES = Limit(2_000, "saves", "the log of an attempt")

# Pictures of teaching cases
PICTURE_REQUEST_BYTES = Limit(40_000_000, "bytes", "the form that takes pictures")
PICTURE_BYTES = Limit(20_000_000, "bytes", "the file of a picture")
PICTURE_PIXELS = Limit(40_000_000, "pixels", "a picture")
PICTURE_KEPT_BYTES = Limit(2_000_000, "bytes", "a picture as it is kept")
STACKS = Limit(8, "stacks", "a step of a teaching case")
SLICES = Limit(300, "slices", "a stack of pictures")
ARROWS = Limit(12, "arrows", "a slice of a stack")
ARROW_TEXT = Limit(80, "characters", "the text of an arrow")
PICTURE_CAPTION = Limit(300, "characters", "the caption of a stack or slice")
PICTURE_ALT = Limit(1_000, "characters", "the alternative text of a stack")
PICTURE_ORIGIN = Limit(500, "characters", "the origin of a stack")
LICENCE = Limit(60, "characters", "a licence")

# Decks of Anki
DECK_REQUEST_BYTES = Limit(10_100_000, "bytes", "the form that takes a deck")
DECK_BYTES = Limit(10_000_000, "bytes", "a deck of Anki")
DECK_FILES = Limit(5_000, "files", "a deck of Anki")
DECK_UNPACKED_BYTES = Limit(60_000_000, "bytes", "a deck of Anki, unpacked,")
DECK_ANSWERS = Limit(20_000, "answers", "a deck of Anki")

# The guidance
PACK_REQUEST_BYTES = Limit(2_500_000, "bytes", "the form that takes a pack")
PACK_BYTES = Limit(1_000_000, "bytes", "a guidance pack or change set")
PACK_DEPTH = Limit(60, "levels", "a guidance pack")
"""Twenty conditions inside one another, the most that a rule may nest, take less than fifty."""
SECTIONS = Limit(5_000, "sections", "the guidance")
STATEMENTS = Limit(20_000, "statements", "the guidance")
ADDITIONS = Limit(2_000, "additions", "the guidance")
NOTES = Limit(5_000, "notes", "the guidance")
REFERENCES = Limit(5_000, "references", "the guidance")
RULES = Limit(5_000, "rules", "the guidance")
WEIGHTS = Limit(500, "weights", "the guidance")
ENTRIES = Limit(1_500, "entries", "a guidance pack")
CHANGES = Limit(1_900, "changes", "a change set that is imported")
PARTS = Limit(2_000, "groups and comparisons", "the set of rules of an import")
PACK_ITEMS = Limit(1_000, "things", "a list or an object of a guidance pack")
YAML_VALUES = Limit(40_000, "values", "a guidance pack or a teaching case in YAML")
"""Lists, objects, texts and numbers together; the guidance that ships has sixteen thousand."""
PACK_NAME = Limit(200, "characters", "the name of a field of a guidance pack")
TEXT = Limit(20_000, "characters", "a text of the guidance")
CONDITION_TEXT = Limit(20_000, "characters", "a condition as text")
CONDITION_DEPTH = Limit(20, "levels", "a condition")
CONDITION_PARTS = Limit(200, "groups and comparisons", "the builder of conditions")
CONDITION_VALUES = Limit(200, "values", "a comparison in the builder")
CONDITION_VALUE = Limit(200, "characters", "a value of a comparison in the builder")
ARTICLE_BYTES = Limit(500_000, "bytes", "an article that is imported")
ARTICLE_LINES = Limit(5_000, "lines", "an article that is imported")
ARTICLE_LINE = Limit(20_000, "characters", "a line of an article that is imported")
SOURCE_RIGHTS = Limit(500, "characters", "what is said of the rights in the source")
SET_TITLE = Limit(200, "characters", "the title of a change set")
REMARK = Limit(2_000, "characters", "a comment, reply, reason or flag")
INSIGHT_REASON = Limit(500, "characters", "the reason of a look at what is another's")

LIMITS: dict[str, Limit] = {name: value for name, value in dict(vars()).items() if isinstance(value, Limit)}
"""Every limit by its name, in the order of the table in docs/operations.md."""
