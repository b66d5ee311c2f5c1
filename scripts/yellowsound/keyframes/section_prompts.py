"""What a painter of texts is told for each section: given prompts, captions, or words drawn."""

from collections.abc import Mapping
from typing import Any

from yellowsound.keyframes.brief import Brief
from yellowsound.keyframes.prompts import williams_prompt
from yellowsound.run.errors import UserError
from yellowsound.run.seeds import derive_seed

KINDS = ("caption", "caption-style", "williams")
"""Kinds of prompts."""


def section_prompts(brief: Brief, kind: str) -> list[str]:
    """Return the prompt of each section.

    Prompts of the pairs table stand over all others.

    Parameters
    ----------
    brief
        What is asked for.
    kind
        `caption`; `caption-style`, the same and the style of the section's
        genre, if it has one; or `williams`, words of the pictures of the
        corpus and tags of the section (`prompts.williams_prompt`), drawn anew
        for each section.

    Raises
    ------
    UserError
        If prompts are given for another number of sections, or pictures shall
        be told in words and nobody describes them.
    """
    sections = brief.captions["sections"]
    given = list(brief.prompts)
    if len(given) == 1:
        return given * len(sections)
    if given:
        if len(given) != len(sections):
            raise UserError(
                f"pair {brief.pair}: the pairs table gives {len(given)} prompts, but the excerpt "
                f"has sections: {len(sections)}; give one prompt for all, or one for each"
            )
        return given
    if kind == "williams":
        return [_drawn(brief, section) for section in sections]
    return [
        with_style(section) if kind == "caption-style" else section["text"] for section in sections
    ]


def with_style(section: Mapping[str, Any]) -> str:
    """Return a section's caption, and after it the style of its genre."""
    caption = section["text"].strip()
    if section["genre"] is None or not section["style"]:
        return caption
    return f"{caption.rstrip('.')}. {section['style']}"


def _drawn(brief: Brief, section: Mapping[str, Any]) -> str:
    if not any(text.strip() for text in brief.corpus):
        raise UserError(
            f"pair {brief.pair}: its prompts shall be drawn from artworks in words, but nobody "
            "describes them; choose a describer, or set the painter's prompt to caption"
        )
    seed = derive_seed(brief.seed, brief.pair, "prompt", section["section"])
    return williams_prompt(brief.corpus, section["tags"], seed)
