"""Formats within one file: where files were joined, sound may change its rate and channels.

Codecs that write a header into each frame tell so without being decoded. What
an Ogg file turns into stands at the beginning of each stream that is chained
in it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

TAGS = (b"ID3", b"TAG", b"APETAGEX", b"LYRICSBEGIN")
"""How tags begin, which stand between joined files and are no sound."""

LASTING = 3
"""A format lasts for at least so many frames: single headers may be damaged."""

LAYOUTS = {1: "mono", 2: "stereo"}

MPEG_RATES_HZ = (44100, 48000, 32000)
AAC_RATES_HZ = (
    *(96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050),
    *(16000, 12000, 11025, 8000, 7350),
)
AC3_RATES_HZ = (48000, 44100, 32000)
AC3_CHANNELS = (2, 1, 2, 3, 3, 4, 4, 5)

Kind = tuple[int, int]
"""Sample rate in Hz and channels."""


@dataclass(frozen=True)
class Change:
    """A change of format.

    Attributes
    ----------
    time_s
        Where it is, in seconds from the start of the sound.
    before, after
        Sample rate in Hz and channels.
    """

    time_s: float
    before: Kind
    after: Kind

    def __str__(self) -> str:
        return f"changes from {named(self.before)} to {named(self.after)} at {self.time_s:.2f} s"


def named(kind: Kind) -> str:
    """Return a format in words, as '44100 Hz stereo'."""
    rate_hz, channels = kind
    return f"{rate_hz} Hz {LAYOUTS.get(channels, f'with {channels} channels')}"


def is_tag(data: bytes) -> bool:
    """Tell whether what a container gives as a packet of sound is a tag."""
    return data.startswith(TAGS)


def header_notes(times_s: Sequence[float], heads: Sequence[bytes], codec: str) -> tuple[str, ...]:
    """Tell what the headers of frames tell: changes of format, and tags within the sound.

    Parameters
    ----------
    times_s
        When each packet begins, in seconds from the start.
    heads
        Its first bytes.
    codec
        FFmpeg's name of the codec; of those without such headers nothing is told.

    Returns
    -------
    tuple of str
        One sentence each, without a full stop.
    """
    read = HEADERS.get(codec)
    if read is None:
        return ()
    kinds: list[tuple[float, Kind]] = []
    tags_s: list[float] = []
    for time_s, head in zip(times_s, heads, strict=True):
        if is_tag(head):
            tags_s.append(time_s)
        elif (kind := read(head)) is not None:
            kinds.append((time_s, kind))
    # Tags behind the last frame are no matter of the sound.
    end_s = kinds[-1][0] if kinds else 0.0
    within_s = [time_s for time_s in tags_s if kinds and kinds[0][0] <= time_s < end_s]
    return (
        *map(str, _changes(kinds)),
        *(f"a tag stands within the sound at {time_s:.2f} s" for time_s in within_s),
    )


def _changes(kinds: list[tuple[float, Kind]]) -> Iterator[Change]:
    """Yield where a format turns into another that lasts."""
    now = kinds[0][1] if kinds else None
    for place, (time_s, kind) in enumerate(kinds):
        if kind != now and all(later == kind for _, later in kinds[place : place + LASTING]):
            yield Change(time_s, now, kind)
            now = kind


def _mpeg(header: bytes) -> Kind | None:
    """Read the header of an MPEG-1, -2 or -2.5 audio frame (ISO 11172-3, 2.4.1.3)."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE0 != 0xE0:
        return None
    version, place = header[1] >> 3 & 3, header[2] >> 2 & 3
    if version == 1 or place == 3:
        return None
    halved = {3: 1, 2: 2, 0: 4}[version]
    return MPEG_RATES_HZ[place] // halved, 1 if header[3] >> 6 == 3 else 2


def _adts(header: bytes) -> Kind | None:
    """Read the header of an AAC frame in ADTS (ISO 13818-7, 6.2)."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xF6 != 0xF0:
        return None
    place, channels = header[2] >> 2 & 15, (header[2] & 1) << 2 | header[3] >> 6
    if place >= len(AAC_RATES_HZ) or channels == 0:
        return None
    return AAC_RATES_HZ[place], 8 if channels == 7 else channels


def _ac3(header: bytes) -> Kind | None:
    """Read the header of an AC-3 frame (ETSI TS 102 366, 4.4), its low-frequency channel apart."""
    if len(header) < 7 or header[:2] != b"\x0bw" or header[4] >> 6 == 3:
        return None
    return AC3_RATES_HZ[header[4] >> 6], AC3_CHANNELS[header[6] >> 5]


HEADERS = {"mp3": _mpeg, "mp2": _mpeg, "mp1": _mpeg, "aac": _adts, "ac3": _ac3}
"""What reads the headers of a codec's frames."""


def chained_change(path: str | Path) -> Change | None:
    """Return where a stream chained in an Ogg file has another format; None where none has.

    The pages are walked without what they hold (RFC 3533, section 6).
    """
    begun: Kind | None = None
    granule, elapsed_s = 0, 0.0
    with Path(path).open("rb") as file:
        while len(head := file.read(27)) == 27 and head.startswith(b"OggS"):
            lacing = file.read(head[26])
            held = file.read(min(sum(lacing), 64)) if head[5] & 2 else b""
            file.seek(sum(lacing) - len(held), 1)
            if (kind := _ogg(held)) is not None:
                if begun is not None:
                    elapsed_s += granule / begun[0]
                    if kind != begun:
                        return Change(elapsed_s, begun, kind)
                begun, granule = kind, 0
            stamp = int.from_bytes(head[6:14], "little", signed=True)
            granule = max(granule, stamp)
    return None


def _ogg(identification: bytes) -> Kind | None:
    """Read the first packet of a Vorbis or Opus stream."""
    if identification.startswith(b"\x01vorbis") and len(identification) >= 16:
        return int.from_bytes(identification[12:16], "little"), identification[11]
    if identification.startswith(b"OpusHead") and len(identification) >= 10:
        return 48000, identification[9]
    return None
