"""What a file's headers promise of its length, and whether it keeps that."""

from pathlib import Path

import av

MISSING_TAIL_S = 0.25
"""How much shorter than declared a song or video may decode (in seconds).

Containers differ in counting the encoder's delay and padding: 0.13 s for AAC at 8 kHz.
"""


def declared_duration_s(
    path: Path, container: av.container.InputContainer, stream: av.AudioStream
) -> float | None:
    """Return the duration that a header declares for the audio, not one that FFmpeg estimates."""
    name = container.format.name
    if name == "aac" or (name == "mp3" and not _has_mp3_length(path)):
        return None
    if stream.duration is not None:
        duration_s = float(stream.duration * stream.time_base) - _late_s(container, stream)
        return duration_s * _wav_declared_share(path) if name == "wav" else duration_s
    attached = av.stream.Disposition.attached_pic
    if container.duration and all(v.disposition & attached for v in container.streams.video):
        return container.duration / av.time_base - _late_s(container, stream)
    return None


def _late_s(container: av.container.InputContainer, stream: av.AudioStream) -> float:
    """Return how late a track begins, in seconds, where its container counts from 0 all the same.

    So it is in what was cut out of a broadcast without counting anew.
    """
    name = container.format.name
    from_zero = name == "flac" or name.startswith("matroska")
    if not (from_zero or (name == "ogg" and stream.codec_context.codec.canonical_name == "opus")):
        return 0.0
    return max(float((stream.start_time or 0) * stream.time_base), 0.0)


def _has_mp3_length(path: Path) -> bool:
    """Tell whether an MP3's first frame holds a Xing, Info or VBRI header with its length."""
    with path.open("rb") as file:
        tag = file.read(10)
        if tag.startswith(b"ID3"):
            # The size of an ID3v2 tag has seven bits in each of its last four bytes.
            file.seek(int("".join(f"{byte & 0x7F:07b}" for byte in tag[6:]), 2), 1)
        else:
            file.seek(0)
        frame = file.read(256)
    return any(name in frame for name in (b"Xing", b"Info", b"VBRI"))


def _wav_declared_share(path: Path) -> float:
    """Return the declared over the present bytes of a WAV file's data, at least 1.

    FFmpeg takes the smaller of both as the duration, which hides that a file is cut short.
    """
    with path.open("rb") as file:
        file.seek(12)
        while len(header := file.read(8)) == 8:
            size = int.from_bytes(header[4:], "little")
            if header.startswith(b"data"):
                # Writers to a pipe cannot return to the header, and leave one of these.
                if size == 0 or 0x7FFFF000 <= size <= 0x80000000 or size >= 0xFFFFF000:
                    return 1.0
                return max(1.0, size / max(1, path.stat().st_size - file.tell()))
            file.seek(size + size % 2, 1)
    return 1.0


def ends_within_page(path: Path) -> bool:
    """Tell whether an Ogg file stops before the end of its last page (RFC 3533, section 6)."""
    longest_page = 27 + 255 + 255 * 255
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - longest_page))
        tail = file.read()
    start = tail.rfind(b"OggS")
    if start < 0:
        return False
    page = tail[start:]
    segments = page[26] if len(page) > 26 else 0
    return len(page) < 27 + segments + sum(page[27 : 27 + segments])
