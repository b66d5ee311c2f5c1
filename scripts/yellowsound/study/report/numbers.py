"""How the report shows numbers: with a true minus, and a dash where they are undefined."""

UNDEFINED = "\N{EN DASH}"


def value_text(value: float | None) -> str:
    """Return a score as it is shown: three decimals, a minus sign, a dash where undefined."""
    if value is None:
        return UNDEFINED
    return f"{round(value, 3) + 0.0:.3f}".replace("-", "\N{MINUS SIGN}")


def p_text(p: float | None) -> str:
    """Return a p as it is shown: three decimals, '<0.001' below that, a dash where undefined."""
    if p is None:
        return UNDEFINED
    return f"{p:.3f}" if p >= 0.0005 else "<0.001"


def z_text(z: float | None) -> str:
    """Return a z or a ratio as it is shown: one decimal, a minus sign, a dash where undefined."""
    if z is None:
        return UNDEFINED
    return f"{round(z, 1) + 0.0:.1f}".replace("-", "\N{MINUS SIGN}")


def share_text(share: float | None) -> str:
    """Return a share as it is shown: in whole per cent, a dash where undefined."""
    return UNDEFINED if share is None else f"{100 * share:.0f} %"


def counted(number: int, what: str) -> str:
    """Return how many there are of something: '1 video', '2 videos'."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
