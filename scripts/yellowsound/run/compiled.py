"""librosa, loaded so that it compiles only what is called, and that only once on a machine.

librosa has Numba build its universal functions while it is loaded, those that nobody calls
as well, and one of its beat tracker anew in each process: seconds of every job. Here each is
built at its first call, and from Numba's files on disk where they hold it already.

Numba keeps such a function in two files that belong together. Of two processes that write
them at once each may leave one, and whoever loads the two crashes (Numba's issue 10128). So a
function is built under a lock: what lies in those files comes from one process.
"""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import numba
from numba.core.caching import FunctionCache

__all__ = ["built_when_called", "librosa"]

DECORATORS = ("guvectorize", "vectorize")
"""Numba's decorators that build a function at once, in all types that they are told."""


def built_when_called(decorator: Callable) -> Callable:
    """Return a decorator of Numba that builds a function at its first call.

    Parameters
    ----------
    decorator
        `numba.guvectorize` or `numba.vectorize`; it is told types, as librosa does.

    Returns
    -------
    Callable
        The same decorator, but for when it builds, and that all is kept on disk: what
        it makes can only be called.
    """

    def told(*types: Any, **options: Any) -> Callable:
        def decorate(function: Callable) -> Callable:
            @cache
            def built() -> Callable:
                with _alone(function):
                    return decorator(*types, **{**options, "cache": True})(function)

            return lambda *arrays, **keywords: built()(*arrays, **keywords)

        return decorate

    return told


@contextmanager
def _alone(function: Callable) -> Iterator[None]:
    """Wait until no other process builds what lies in the folder of a function's files."""
    folder = Path(FunctionCache(function).cache_path)
    with (folder / "yellowsound.lock").open("w") as lock:
        # It goes with the process, however that ends.
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _building_when_called() -> Iterator[None]:
    """Let Numba's decorators build later."""
    original = {name: getattr(numba, name) for name in DECORATORS}
    for name, decorator in original.items():
        setattr(numba, name, built_when_called(decorator))
    try:
        yield
    finally:
        for name, decorator in original.items():
            setattr(numba, name, decorator)


with _building_when_called():
    import librosa
    import librosa.beat  # and with it all other modules that have such functions
