"""Writing places: calendar notices, windows, and the data of the policy folder."""

from .loading import load_places
from .notices import CalendarChangedMeanwhile, publish_days
from .windows import set_windows

__all__ = ["CalendarChangedMeanwhile", "load_places", "publish_days", "set_windows"]
