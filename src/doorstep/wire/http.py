"""The request as views of the house know it."""

from datetime import datetime

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from doorstep.staff.public import Acting


class Request(HttpRequest):
    """A request behind the house's middleware: the business moment, the acting post, htmx. For types only."""

    moment: datetime
    acting: Acting | None
    htmx: HtmxDetails
