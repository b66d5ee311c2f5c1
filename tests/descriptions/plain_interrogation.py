"""CLIP Interrogator's search as slowly and plainly as can be, to compare with."""

import math


def dot(a, b):
    return sum(float(x) * float(y) for x, y in zip(a, b, strict=True))


def best_places(rows, direction, count, sign=1):
    scored = [(-sign * dot(row, direction), place) for place, row in enumerate(rows)]
    return [place for _, place in sorted(scored)][:count]


def plain_rank(rows, direction, count, chunk, sign=1):
    if len(rows) <= chunk:
        return best_places(rows, direction, count, sign)
    pieces = [list(range(i, min(i + chunk, len(rows)))) for i in range(0, len(rows), chunk)]
    assert len(pieces) == math.ceil(len(rows) / chunk)
    kept = []
    for piece in pieces:
        found = best_places([rows[i] for i in piece], direction, chunk // len(pieces), sign)
        kept += [piece[i] for i in found]
    return [kept[i] for i in best_places([rows[i] for i in kept], direction, count, sign)]


def plain_fit(text, count_tokens):
    parts = text.split(", ")
    taken = [parts[0]]
    for part in parts[1:]:
        if not count_tokens(", ".join(taken) + part) < 77:
            return ", ".join(taken)
        taken.append(part)
    return ", ".join(taken)


class Plain:
    """The four modes over tables of (labels, rows); `embed` is of one text."""

    def __init__(self, tables, direction, embed, count_tokens, chunk):
        self.tables, self.direction, self.embed = tables, direction, embed
        self.count_tokens, self.chunk = count_tokens, chunk

    def top(self, name, count, sign=1):
        names = self.tables if name == "merged" else [name]
        labels = [label for one in names for label in self.tables[one][0]]
        rows = [row for one in names for row in self.tables[one][1]]
        places = plain_rank(rows, self.direction, count, self.chunk, sign)
        return [labels[place] for place in places]

    def near(self, text):
        return dot(self.embed(text), self.direction)

    def fast(self, caption):
        return plain_fit(", ".join([caption, *self.top("merged", 32)]), self.count_tokens)

    def classic(self, caption, flavors):
        medium, artist, trending, movement = (
            self.top(name, 1)[0] for name in ("mediums", "artists", "trendings", "movements")
        )
        rest = ", ".join(self.top("flavors", flavors))
        begun = caption if caption.startswith(medium) else f"{caption}, {medium}"
        return plain_fit(f"{begun} {artist}, {trending}, {movement}, {rest}", self.count_tokens)

    def chain(self, phrases, text, sign):
        phrases = list(dict.fromkeys(phrases))
        if text is None:
            text = self.nearest(phrases, sign)
            phrases.remove(text)
        path = [text]
        for tried in range(32):
            if not phrases:
                break
            longer = self.nearest([f"{path[-1]}, {phrase}" for phrase in phrases], sign)
            is_nearer = sign * self.near(longer) > sign * self.near(path[-1])
            # What is looked at counts for the best, also where it ends the chain.
            if not is_nearer and tried >= 8:
                path.append(longer)
                break
            phrases.remove(longer[len(path[-1]) + 2 :])
            path.append(longer)
            if self.count_tokens(longer) >= 77:
                break
        return self.nearest(path, sign)

    def nearest(self, texts, sign=1):
        best = texts[0]
        for text in texts[1:]:
            if sign * self.near(text) > sign * self.near(best):
                best = text
        return best

    def best(self, caption):
        chained = self.chain(self.top("merged", self.chunk), caption, 1)
        return self.nearest([caption, self.classic(caption, 32), self.fast(caption), chained])

    def negative(self, listed):
        return self.chain([*self.top("flavors", self.chunk, -1), *listed], None, -1)
