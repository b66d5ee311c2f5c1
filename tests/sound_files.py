"""Sound files whose packets are lost, moved or joined, made by copying packets one by one."""

import av
import numpy as np
import soundfile

RATE_HZ = 44100
CLICKS_S = np.cumsum([0.5, *np.linspace(0.45, 0.55, 35)])


def write_clicks(path, duration_s=20.0, rate_hz=RATE_HZ):
    """Write clicks over a soft tone; return the path."""
    time_s = np.arange(round(duration_s * rate_hz)) / rate_hz
    samples = 0.05 * np.sin(2 * np.pi * 220 * time_s)
    burst = np.random.default_rng(0).standard_normal(1000) * np.exp(-np.arange(1000) / 150)
    for click_s in CLICKS_S[duration_s - 0.1 > CLICKS_S]:
        first = round(click_s * rate_hz)
        samples[first : first + 1000] += 0.4 * burst
    soundfile.write(path, samples, rate_hz)
    return path


def copy_packets(source, target, keep=lambda time_s: True, shift_s=lambda time_s: 0.0, scale=1.0):
    """Copy the packets of a file, each stream's alike, but for those that are not kept.

    The stamps of the others are multiplied and shifted.
    """
    formats = {".mka": "matroska", ".mkv": "matroska", ".ts": "mpegts", ".m4a": "mp4"}
    with (
        av.open(str(source)) as read,
        av.open(str(target), "w", format=formats.get(target.suffix)) as written,
    ):
        begin = (read.start_time or 0) / av.time_base
        streams = {s.index: written.add_stream_from_template(s) for s in read.streams}
        for packet in read.demux():
            if packet.pts is None or not packet.size:
                continue
            time_s = float(packet.pts * packet.time_base) - begin
            if keep(packet, time_s) if keep.__code__.co_argcount == 2 else keep(time_s):
                move = round(shift_s(time_s) / packet.time_base)
                if move or scale != 1.0:
                    packet.pts = packet.dts = round(packet.pts * scale) + move
                packet.stream = streams[packet.stream.index]
                written.mux(packet)
    return target


def onsets_s(samples, rate_hz):
    """Return where the clicks begin, in seconds: the first sample of each above the tone."""
    loud = np.flatnonzero(np.abs(samples) > 0.2)
    return loud[np.diff(loud, prepend=-rate_hz) > 0.2 * rate_hz] / rate_hz
