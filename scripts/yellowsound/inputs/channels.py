"""How many channels a sound track has, whatever it calls them."""

import ctypes

import av


def channels_of(track: av.AudioStream) -> int:
    """Return the number of a track's channels as stored, 0 where it tells none.

    PyAV 18 frees the names of channels in an order of their own (AIFF and CAF
    of eight channels) twice, with the track and with what stands for its
    layout, which aborts the process. So the latter is never freed.
    """
    if track.codec_context is None:
        return 0
    layout = track.codec_context.layout
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(layout))
    return layout.nb_channels
