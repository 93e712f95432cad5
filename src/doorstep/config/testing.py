"""The settings of tests: the same ones, with the mode set before they are read."""

import os

os.environ["DOORSTEP_MODE"] = "test"

from .settings import *  # noqa: F403

STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405 - nothing is collected for tests; WhiteNoise asks for the folder
