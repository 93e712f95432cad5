"""Several acts at the same moment, each with a connection of its own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from doorstep.kernel.refusal import Refusal


def at_once(*acts):
    """What each act answers when all start together: a value, or the refusal's code."""
    start = Barrier(len(acts))

    def at_a_desk(act):
        try:
            start.wait()
            return act()
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(at_a_desk, acts))
