"""Writes of the guidance: loading a pack into the draft, and publishing the draft as an edition."""

from guidance.actions.loading import DraftWasEdited, Loaded, load_pack
from guidance.actions.publishing import publish_again, publish_edition

__all__ = ["DraftWasEdited", "Loaded", "load_pack", "publish_again", "publish_edition"]
