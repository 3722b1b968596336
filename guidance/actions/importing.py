"""An article as plain text into a draft document of its own: readers see nothing of it."""

import hashlib
from dataclasses import dataclass

from django.db import transaction
from simple_history.utils import bulk_create_with_history

from guidance.domain.characters import check_characters
from guidance.domain.importing import ImportedArticle, ImportedSection, read_article, slug_of
from guidance.domain.json_text import check_size
from guidance.domain.limits import ARTICLE_BYTES, ARTICLE_LINES
from guidance.models import Document, Section, Statement

LONGEST_TITLE, LONGEST_SLUG = 300, 100
# The article does not say which of the four domains a section is about; the curator does.
DOMAIN = "background"


class DocumentExists(RuntimeError):
    """Another text has that slug: importing into it could throw a curator's work away."""

    def __init__(self, slug: str) -> None:
        super().__init__(
            f'There is a document "{slug}" already, made from another text. Nothing was changed. '
            "Give this one a slug of its own with --slug."
        )


@dataclass(frozen=True)
class Imported:
    """The draft that holds the text, and whether importing made it."""

    document: Document
    is_new: bool


@transaction.atomic
def import_article(*, text: str, name: str, title: str = "", slug: str = "") -> Imported:
    """Make a draft of an article. The same text a second time changes nothing. Raises DocumentExists,
    ForbiddenCharacter.

    `name` is that of its file: kept as its source, and its title where the text has none.
    """
    check_characters((text, title, name), "The text")
    check_size(text, ARTICLE_BYTES)
    ARTICLE_LINES.check(text.count("\n"))
    article = read_article(text, untitled=name)
    title = (title or article.title)[:LONGEST_TITLE]
    slug = slug or slug_of(title, LONGEST_SLUG)
    digest = hashlib.sha256(text.encode()).hexdigest()
    held = Document.objects.filter(slug=slug).first()
    if held is None:
        return Imported(_write(article, title, slug, name, digest), is_new=True)
    if held.is_guidance or held.loaded_hash != digest:
        raise DocumentExists(slug)
    return Imported(held, is_new=False)


def _write(article: ImportedArticle, title: str, slug: str, name: str, digest: str) -> Document:
    source: dict[str, object] = {"title": article.title, "file": name}
    if article.title_line:
        source["title_line"] = article.title_line
    document = Document.objects.create(title=title, slug=slug, source=source, loaded_hash=digest)
    sections: dict[str, Section] = {}
    # In the order of the text, so that each section's parent has its number already.
    for place, section in enumerate(article.sections):
        sections[section.slug] = Section.objects.create(
            document=document,
            position=place,
            parent=sections[section.parent] if section.parent else None,
            slug=section.slug,
            title=section.heading[:LONGEST_TITLE],
            heading=section.heading[:LONGEST_TITLE],
            heading_line=section.line,
            domain=DOMAIN,
        )
    rows = [row for each in article.sections for row in _statements(document, sections[each.slug], each)]
    bulk_create_with_history(rows, Statement)
    return document


def _statements(document: Document, section: Section, imported: ImportedSection) -> list[Statement]:
    return [
        Statement(
            document=document,
            section=section,
            position=place,
            key=said.key,
            text=said.text,
            line=said.line,
            paragraph=said.paragraph,
            form=said.form,
            is_verbatim=True,
        )
        for place, said in enumerate(imported.statements)
    ]
