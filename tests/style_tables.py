"""Small tables of genres and styles: a genre that is one style, and a tag for each style."""

from yellowsound.models.networks.style_network import STYLES

JAZZ_STYLE = 22


def write_tables(folder):
    """Write both tables; the genre jazz is the style 22, style k answers to the tag `tagk`."""
    genres, styles = folder / "genres.tsv", folder / "styles.tsv"
    genres.write_text(
        f"genre\taliases\ttags\tstyle\tmixture\njazz\t\tMSD:jazz\tAbstract Art\t{JAZZ_STYLE}:1\n"
    )
    rows = [f"{style}\tlook\ttag{style}" for style in range(STYLES)]
    styles.write_text("\n".join(["style\tlook\ttags", *rows]) + "\n")
    return {"genres": genres, "styles": styles}
