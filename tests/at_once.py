"""Several acts at the same moment, each with a connection of its own."""

from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Barrier

from django.db import OperationalError, connection

from doorstep.kernel.refusal import Refusal


def at_once(*acts):
    """What each act answers when all start together: a value, or the refusal's code."""
    start = Barrier(len(acts))

    def at_a_desk(act):
        try:
            start.wait()
            return told(act)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(at_a_desk, acts))


def told(act):
    """What an act answers: a value, or the refusal's code."""
    try:
        return act()
    except Refusal as refusal:
        return refusal.code


def between(act, other, *, asked):
    """What `act` answers, and what `other` does, who comes with the whole of its own before the first asks its question
    number `asked`; who has to wait for the first comes when that is done. None: there is no such question."""
    came, questions = [], count()

    def other_first(execute, *question):
        if next(questions) == asked:
            came.extend(at_once(lambda: _unless_it_waits(other)))
        return execute(*question)

    with connection.execute_wrapper(other_first):
        first = told(act)
    if came == [OperationalError]:
        came = at_once(other)
    return (first, *came) if came else None


def _unless_it_waits(act):
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = 50")
    try:
        return told(act)
    except OperationalError as no:
        if "lock timeout" not in str(no):
            raise
        return OperationalError


def at_every_place(acts):
    """For each question of an act what came of it: the number of the question, what the act answered, what the other did.
    `acts` makes both on data of their own, from that number. Nobody comes between where there is one writer at a time."""
    if connection.vendor == "sqlite":
        act, other = acts(0)
        yield 0, told(act), told(other)
        return
    for asked in count():
        ends = between(*acts(asked), asked=asked)
        if ends is None:
            return
        yield asked, *ends
