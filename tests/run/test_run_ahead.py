"""What works ahead makes the same items in the same order, and stops with who takes them."""

import itertools
import threading
import time

import pytest

from yellowsound.run.run_ahead import run_ahead


def test_items_come_in_order():
    assert list(run_ahead(iter(range(100)), 2)) == list(range(100))
    assert list(run_ahead(iter([]), 2)) == []


def test_items_are_made_while_others_are_used():
    made = [threading.Event() for _ in range(5)]

    def items():
        for event in made:
            event.set()
            yield None

    ahead = run_ahead(items(), 2)
    next(ahead)
    assert made[1].wait(5)
    assert made[2].wait(5)
    ahead.close()


def test_no_more_items_are_made_than_may_wait():
    made = itertools.count()
    seen = []
    ahead = run_ahead((seen.append(n) or n for n in made), 2)
    for taken in range(1, 6):
        next(ahead)
        time.sleep(0.02)
        assert len(seen) <= taken + 2
    ahead.close()


def test_what_waits_is_not_made_once_nobody_wants_it():
    made = []
    go_on = threading.Event()

    def items():
        for number in itertools.count():
            made.append(number)
            if number:
                go_on.wait(10)
            yield number

    ahead = run_ahead(items(), 2)
    next(ahead)
    threading.Timer(1.0, go_on.set).start()
    ahead.close()
    assert made in ([0], [0, 1])


def test_an_error_comes_after_the_items_before_it():
    def failing():
        yield 1
        raise RuntimeError("out of paint")

    ahead = run_ahead(failing(), 2)
    assert next(ahead) == 1
    with pytest.raises(RuntimeError, match="out of paint"):
        next(ahead)
