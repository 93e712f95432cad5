"""The settings of tests: the same ones, with the mode set before they are read."""

import os

os.environ["DOORSTEP_MODE"] = "test"

from .settings import *  # noqa: F403
