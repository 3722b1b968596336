"""The bytes of an article become its text, for all who take one in: the commands and the page."""

from guidance.domain.characters import ForbiddenCharacter, check_characters
from guidance.domain.json_text import check_size
from guidance.domain.limits import ARTICLE_BYTES, ARTICLE_LINE, ARTICLE_LINES, OverLimit
from guidance.domain.recognising import look_of
from guidance.domain.source_paragraphs import count_of_lines, with_plain_breaks
from guidance.pack.file_reading import NotText, text_of

WANTED = "plain text"


class NotAnArticle(ValueError):
    """The message goes on after the name of the file: "is not UTF-8 text. …"."""


def article_of(raw: bytes) -> str:
    """The text of a file as it is, but for the mark that some programs put first. Raises NotAnArticle.

    Windows' breaks of lines, an old Mac's and those of Unicode count as one each; what looks like another
    kind of file is named as that.
    """
    look = look_of(raw)
    if look.is_written:
        raise NotAnArticle(f"is not taken. {look.instead_of(WANTED)}")
    try:
        text = text_of(raw, ARTICLE_BYTES)
        check_article(text)
    except NotText as fault:
        raise NotAnArticle(str(fault)) from fault
    except (OverLimit, ForbiddenCharacter) as fault:
        raise NotAnArticle(f"is not taken. {fault}") from fault
    if not text.strip():
        raise NotAnArticle("holds no text.")
    return text


def check_article(text: str) -> str:
    """The text with plain breaks of lines. Raises OverLimit, ForbiddenCharacter."""
    check_size(text, ARTICLE_BYTES)
    plain = with_plain_breaks(text)
    ARTICLE_LINES.check(count_of_lines(plain))
    ARTICLE_LINE.check(max(map(len, plain.split("\n"))))
    check_characters(plain, "The text")
    return plain
