"""What people call things: words that are no keys, and what does what they mean."""

from pathlib import Path

SAID_FOR = {
    "excerpt_duration_s": ("duration", "length", "seconds", "excerpt", "excerpt_duration"),
    "excerpt_start_s": ("start", "begin", "offset", "excerpt_start"),
    "section_s": ("section", "sections", "section_length", "interval"),
    "width and height": ("resolution", "size", "aspect", "aspect_ratio", "dimensions"),
    "fps": ("frame_rate", "framerate", "frames_per_second"),
    "crf": ("quality", "bitrate"),
    "ending": ("fade", "fade_out"),
    "schedules, what the pace follows, or moves": ("speed", "pace", "tempo", "intensity"),
    "painter, or the pairs table's column styles": ("style", "look", "effect"),
    "genres, a table of genres, or the pairs table's column genre": ("genre",),
    "the pairs table's column prompts": ("prompt", "prompts", "text"),
    "the pairs table's column weights": ("weight", "weights"),
    "the pairs table's column corpus": ("corpus",),
    "preset, or captioner, painter and walker": ("model", "method"),
    "run, the name of the folder in results/": ("output", "out", "name", "results", "folder"),
    "pairs, a table of songs and artworks": ("songs", "table", "input", "dataset"),
    "device": ("gpu", "cuda", "cpu"),
}
"""What to use, and the words for which people look."""

MEANT = {word: meant for meant, words in SAID_FOR.items() for word in words}


def meant_by(word: str) -> str | None:
    """Return what does what a word stands for; None if it is not known."""
    return MEANT.get(word.casefold().replace("-", "_"))


def other_case(path: Path) -> str | None:
    """Return the name of a file that differs from a missing one by case alone, if there is one."""
    try:
        names = [file.name for file in path.parent.iterdir()]
    except OSError:
        return None
    return next((name for name in sorted(names) if name.casefold() == path.name.casefold()), None)
