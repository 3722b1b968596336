"""An article as plain text into a draft document of its own: readers see nothing of it."""

import hashlib
from dataclasses import dataclass

from django.db import transaction

from guidance.actions.drafting import columns_of, empty_payload
from guidance.domain.characters import check_characters
from guidance.domain.importing import (
    ImportedArticle,
    ImportedSection,
    ImportedStatement,
    read_article,
    slug_of,
)
from guidance.models import Document
from guidance.pack.article_reading import check_article

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
    check_characters((title, name), "The text")
    article = read_article(check_article(text), untitled=name)
    title = (title or article.title)[:LONGEST_TITLE]
    slug = slug or slug_of(title, LONGEST_SLUG)
    digest = hashlib.sha256(text.encode()).hexdigest()
    held = Document.objects.filter(slug=slug).defer("payload").first()
    if held is None:
        return Imported(_write(article, title, slug, name, digest), is_new=True)
    if held.is_guidance or held.loaded_hash != digest:
        raise DocumentExists(slug)
    return Imported(held, is_new=False)


def _write(article: ImportedArticle, title: str, slug: str, name: str, digest: str) -> Document:
    source: dict[str, object] = {"title": article.title, "file": name}
    if article.title_line:
        source["title_line"] = article.title_line
    payload = empty_payload(slug, title)
    payload["document"]["source"] = source
    payload["sections"] = [_section(section) for section in article.sections]
    verbatim = [said.key for section in article.sections for said in section.statements]
    return Document.objects.create(verbatim=verbatim, loaded_hash=digest, **columns_of(payload))


def _section(section: ImportedSection) -> dict[str, object]:
    heading = section.heading[:LONGEST_TITLE]
    return {
        "slug": section.slug,
        "heading": heading,
        "title": heading,
        "heading_line": section.line,
        "domain": DOMAIN,
        "statements": [_statement(said) for said in section.statements],
    }


def _statement(said: ImportedStatement) -> dict[str, object]:
    """Of no kind yet: that is the curator's to judge."""
    source = {"line": said.line, "paragraph": said.paragraph, "form": said.form}
    return {"key": said.key, "text": said.text, "source": source}
