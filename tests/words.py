"""Word lists of CLIP Interrogator in miniature, as they lie after fetching."""

from pathlib import Path

LISTS = {
    "artists": ["Ada Blue", "Zo\u00eb", "Ivan Sea"],
    "flavors": [
        *("a red sea", "gold", "", "gold", "mist in the trees", "in the style of ada-blue"),
        *("\u201cquoted\u201d", "very detailed", "soft light", "a stormy night"),
    ],
    "mediums": ["an oil painting", "a photo"],
    "movements": ["cubism", "romanticism", "dada"],
    "negative": ["blur", "bad art"],
}


def write_words(folder: Path) -> Path:
    """Write the lists, and their record."""
    from yellowsound.models.folders import write_record
    from yellowsound.models.word_lists import WHEEL, WORDS

    folder.mkdir(parents=True)
    for name, labels in LISTS.items():
        (folder / f"{name}.txt").write_text("\n".join(labels) + "\n", encoding="utf-8")
    write_record(folder, {"name": WORDS, **WHEEL.source})
    return folder
