"""Text in columns: lines broken where their letters, as they are set, fill the width."""

from yellowsound.run.plots import MM_PER_INCH, PRINT_STYLE

POINTS_PER_INCH = 72


def wrap_to(text: str, width_mm: float, size_pt: float, most_lines: int) -> list[str]:
    """Break a text into lines that are not wider than `width_mm`, as they are set.

    Parameters
    ----------
    text
        The text; its own line breaks count as spaces.
    width_mm
        Width of the column in millimetres.
    size_pt
        Size of the letters in points.
    most_lines
        The last of so many lines ends in an ellipsis where there is more text.
    """
    lines, line = [], ""
    for word in text.split():
        for part in _parts(word, width_mm, size_pt):
            longer = f"{line} {part}".strip()
            if line and width_of(longer, size_pt) > width_mm:
                lines.append(line)
                line = part
            else:
                line = longer
    lines += [line] if line else []
    if len(lines) > most_lines:
        lines = lines[:most_lines]
        while width_of(f"{lines[-1]}…", size_pt) > width_mm and lines[-1]:
            lines[-1] = lines[-1][:-1]
        lines[-1] += "…"
    return lines


def width_of(text: str, size_pt: float) -> float:
    """Return how wide a line of text is set, in millimetres."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(family=PRINT_STYLE["font.family"], size=size_pt)
    width_pt, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return width_pt * MM_PER_INCH / POINTS_PER_INCH


def _parts(word: str, width_mm: float, size_pt: float) -> list[str]:
    """Break a word that is wider than a line into parts that are not."""
    parts, part = [], ""
    for letter in word:
        if part and width_of(part + letter, size_pt) > width_mm:
            parts.append(part)
            part = letter
        else:
            part += letter
    return [*parts, part]
