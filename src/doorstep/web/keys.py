"""The keys of the desks. The sheet on `?` is drawn from these rows, and the scripts obey the drawn sheet: a key that does
not stand there does nothing, and what stands there is done."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from doorstep.web.words import Words

#: The keys that mark materials, in the order of the checklist: the row of digits, then the row of letters below it.
MATERIALS = "123456789qwertyuiop"


@dataclass(frozen=True, slots=True)
class Key:
    """One row of a sheet: the keys as the browser names them, what the script does, what the reader of the sheet is told.

    Keys of one character hold only while no text is being typed, and can be turned off; the others always hold. A row
    that does nothing by script tells what the browser does by itself.
    """

    keys: tuple[str, ...]
    does: str
    says: Words
    drawn: tuple[str, ...] = ()

    @property
    def caps(self) -> tuple[str, ...]:
        """What is drawn on the caps of the keys."""
        return self.drawn or tuple(key.upper() if len(key) == 1 else key for key in self.keys)


NEXT = Key(("F8",), "next", _("Next customer; asks first where something is not handed in"))
FIND = Key(("/",), "who", _("Find a resident, or simply read the card"))
ITEM = Key(("F2",), "item", _("Find an item"))
SHEET = Key(("?",), "sheet", _("This sheet"))
LEAVE = Key(("Escape",), "leave", _("Leave the field; single keys hold again"), ("Esc",))
ACT = Key(("F9",), "act", _("The one next act"))

CHOOSE = Key(tuple("123456789"), "choose", _("Open the one at that place of what was found"), ("1–9",))
IDLE = (FIND, ITEM, CHOOSE, NEXT, LEAVE, SHEET)
FORM = (
    Key(tuple(MATERIALS), "material", _("Mark a material: handed in, wrong, missing …"), ("1–9", "Q–P")),
    Key(("0",), "everything", _("Everything that is needed is here")),
    Key(("n",), "note", _("What is wrong with the material marked last")),
    Key(("f",), "file", _("Attach a scan or photograph to the material marked last")),
    Key(("z",), "undo", _("Take back the last mark")),
    Key(("Enter",), "onward", _("To the form, and from field to field; never hands in")),
    ACT,
    NEXT,
    FIND,
    ITEM,
    LEAVE,
    SHEET,
)
LISTS = Key(tuple("123456789"), "lists", _("Open the list at that place above"), ("1–9",))
FIND_NUMBER = Key(("/",), "search", _("Find a case number, at a window also a resident"))
PRINT = Key(("F9",), "act", _("Print"))
PAPERS = Key(tuple("123456789"), "choose", _("Open the paper at that place of the list"), ("1–9",))
GUIDE = (PRINT, NEXT, FIND_NUMBER, SHEET)
PAPER = (PRINT, PAPERS, NEXT, FIND_NUMBER, SHEET)
PAPER_OF_CASE = (PRINT, PAPERS, Key(("u",), "back", _("Back to the case")), FIND_NUMBER, SHEET)
#: A form beside the desk: registering, an address, who acts.
BESIDE = (Key(("F9",), "act", _("Save and go on")), NEXT, FIND_NUMBER, LEAVE, SHEET)
#: A single key leads to the button and does not press it: a finger that slips ends no case.
TAKE_BACK = Key(("z",), "takeback", _("To the button that takes this hand-in back"))
JUST_HANDED_IN = (*PAPER, TAKE_BACK)

LINES = (
    Key(("j",), "after", _("Next line")),
    Key(("k",), "before", _("Previous line")),
    Key(("Enter",), "", _("Open the case")),
)
TICK = Key(("x",), "tick", _("Tick or untick the line; Shift and the mouse tick a run"))
PICKED = Key(("b",), "picked", _("To the acts for the ticked lines"))
PAGES = (
    Key(("n",), "next-page", _("Next page")),
    Key(("p",), "previous-page", _("Previous page")),
    Key(("f",), "filter", _("To the filter")),
    Key(("F9",), "act", _("Show what the filter asks for")),
    LISTS,
    FIND_NUMBER,
    LEAVE,
    SHEET,
)
BACK = Key(("u",), "back", _("Back to the list"))
CASE = (
    Key(("j",), "after", _("Next case of the list")),
    Key(("k",), "before", _("Previous case of the list")),
    Key(("a",), "drawer", _("To the act that is needed now")),
    Key(("F9",), "act", _("Do the act in whose form you are")),
    BACK,
    LISTS,
    FIND_NUMBER,
    LEAVE,
    SHEET,
)
#: Who also sits at a window goes back there from a case of whoever just stood there.
CASE_OF_CLERK = (*CASE, Key(("F8",), "window", _("To the window: next customer")))
SHEETS = {
    "idle": IDLE,
    "form": FORM,
    "beside": BESIDE,
    "guide": GUIDE,
    "paper": PAPER,
    "paper_of_case": PAPER_OF_CASE,
    "just_handed_in": JUST_HANDED_IN,
    "list": (*LINES, *PAGES),
    "list_with_ticks": (*LINES, TICK, PICKED, *PAGES),
    "case": CASE,
    "case_of_clerk": CASE_OF_CLERK,
    "bulk": (ACT, BACK, LISTS, FIND_NUMBER, LEAVE, SHEET),
    "bulk_done": (*LINES, BACK, LISTS, FIND_NUMBER, SHEET),
    "any": (FIND_NUMBER, SHEET),
}
