"""A case in the resident's words: how it stands, and what happens next. Receipts and the public page say the same."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True)
class Told:
    """How a case stands, what happens next, and the step of the way (1 to 4; 0 where the way ended elsewhere)."""

    stands: Words
    next: Words
    step: int


STEPS: tuple[Words, ...] = (
    _("Papers handed in"),
    _("Application accepted"),
    _("Decision made"),
    _("Answer handed over"),
)

TOLD: dict[str, Told] = {
    "received": Told(
        _("We have your papers and look whether everything is there."),
        _(
            "You will be told that your application is accepted, or everything that is missing at once. You need not come."
        ),
        1,
    ),
    "forwarded": Told(
        _("We have your papers; your own street's centre looks whether everything is there."),
        _("That centre accepts the application, or this centre tells you everything that is missing at once."),
        1,
    ),
    "returned": Told(
        _("Something is missing. It stands in the notice that you were given."),
        _("Bring what is missing to the centre that has your papers, or to any window there."),
        1,
    ),
    "supplement": Told(
        _("Something is missing. It stands in the notice that you were given."),
        _("Bring what is missing to the centre that has your papers, or to any window there."),
        1,
    ),
    "in_progress": Told(
        _("Your application is accepted and is being worked on."),
        _("The departments examine it one beside the other. You get one answer."),
        2,
    ),
    "correction": Told(
        _("Something has to be corrected. It stands in the notice that you were given."),
        _("Bring the correction to the centre that has your papers, or to any window there."),
        2,
    ),
    "special": Told(
        _("Your application is accepted. A check that takes its own time is under way; you were told so in writing."),
        _("When the check is done, the work goes on by itself. You need not come."),
        2,
    ),
    "examined": Told(
        _("Everything has been examined. The decision is being made."),
        _("You will get the decision. If it is a refusal, it says why and what you can do."),
        2,
    ),
    "decided": Told(
        _("Your application is decided; the answer is ready."),
        _("Fetch the answer at the centre with your identity card, or wait for the post if you asked for that."),
        3,
    ),
    "delivered": Told(
        _("The answer has been handed over to you."), _("Nothing more is to be done. You can say how it was."), 4
    ),
    "rated": Told(
        _("The answer has been handed over to you, and you have said how it was. Thank you."),
        _("Nothing more is to be done."),
        4,
    ),
    "archived": Told(_("The matter is finished and filed."), _("Nothing more is to be done."), 4),
    "not_accepted": Told(
        _("The application could not be accepted. The reason and where to go stand in the letter you were given."),
        _("Ask at any window or call 12345; the first person you ask helps you on."),
        0,
    ),
    "withdrawn": Told(_("You have withdrawn the application."), _("You can apply again at any time."), 0),
    "taken_back": Told(
        _("The window handed this in by mistake and took it back. It was not you who withdrew."),
        _("If the application was handed in anew, ask with the number on the new receipt. Any window helps you on."),
        0,
    ),
    "terminated": Told(
        _("The application was closed because something asked for did not come."),
        _("You can apply again at any time. Ask at any window or call 12345 what to bring."),
        0,
    ),
}
