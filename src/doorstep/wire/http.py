"""The request as views of the house know it."""

from datetime import datetime

from django.http import HttpRequest

from doorstep.staff.public import Acting


class Request(HttpRequest):
    """A request behind the house's middleware: the business moment, the acting post. For types only."""

    moment: datetime
    acting: Acting | None
