"""An iterator that works in a thread of its own, ahead of who takes its items."""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")


def run_ahead(
    items: Iterator[Item], depth: int, start: Callable[[], None] | None = None
) -> Iterator[Item]:
    """Run an iterator in a thread of its own, some items ahead of who takes them.

    Parameters
    ----------
    items
        The iterator; its exceptions are raised where its items are taken.
    depth
        How many items may wait or be in the making.
    start
        Called once in the thread, first.

    Yields
    ------
    Item
        The items, in order. Once this generator is closed no more are made,
        and the thread has ended.
    """
    nothing = object()
    thread = ThreadPoolExecutor(1, "ahead", initializer=start)
    try:
        waiting = deque(thread.submit(next, items, nothing) for _ in range(depth))
        while (item := waiting.popleft().result()) is not nothing:
            waiting.append(thread.submit(next, items, nothing))
            yield item
    finally:
        thread.shutdown(wait=True, cancel_futures=True)
