"""What this room says no to. Codes and parameters; the sentences live with the manners of HTTP."""

from doorstep.kernel.refusal import Refusal


class UnknownCase(Refusal):
    """No case has this number, or it is not in the jurisdiction of the post (`case`): both look the same."""

    code = "cases.unknown-case"


class AlreadyMoved(Refusal):
    """Somebody else was faster or the page is old: the case stands at `stage`, where `act` is not possible."""

    code = "cases.already-moved"


class NotYourSide(Refusal):
    """The act belongs to another side of the case (`act`, `seats`): a receiving centre cannot accept for another."""

    code = "cases.not-your-side"


class PaperNotDue(Refusal):
    """The case has no such paper as it stands now (`case`, `paper`)."""

    code = "cases.paper-not-due"


class PaperNotYours(Refusal):
    """Another side of the case prints this paper (`paper`, `issuer`, `issuer_en`: whose seal it bears)."""

    code = "cases.paper-not-yours"


class SamePerson(Refusal):
    """Who received, accepted or examined a case does not decide it (`act`)."""

    code = "cases.same-person"


class AnswersWrong(Refusal):
    """Fields of the form are wrong (`fields`: field → reasons; see logic.answers.Wrong). All are told at once."""

    code = "cases.answers-wrong"


class MaterialsWrong(Refusal):
    """The list of materials does not fit the item (`materials`: material → unknown, twice, not-tolerable,
    no-promise-date, not-shared, not-printed, file-of-missing, too-many-files)."""

    code = "cases.materials-wrong"


class KeyUsedForOther(Refusal):
    """The same submission key came again with other content (`case`: number of the case that it made)."""

    code = "cases.key-used-for-other"


class SubmittedElsewhere(Refusal):
    """The same application with the same content was handed in today already (`case`, `centre`)."""

    code = "cases.submitted-elsewhere"


class NoNumberLeft(Refusal):
    """Every number that the street has for cases of the day is given out (`street`, `day`)."""

    code = "cases.no-number-left"


class ReferElsewhere(Refusal):
    """Another place is competent and this window may not receive it (`item`, `item_name`, `reason`, `centre`,
    `centre_name`, `address`, `opens`, `closes`, `here_from`, `clause`, `consultation`). The referral is on record."""

    code = "cases.refer-elsewhere"


class OnlineOnly(Refusal):
    """The item is handled online only (`item`, `item_name`, `consultation`). The referral is on record."""

    code = "cases.online-only"


class PlaceUnknown(Refusal):
    """Which place is competent cannot be said: an address of the applicant is missing (`asks_for`)."""

    code = "cases.place-unknown"


class AgentNotAllowed(Refusal):
    """The item knows no agent (`item`, `why`: item, presence)."""

    code = "cases.agent-not-allowed"


class AuthorityMissing(Refusal):
    """The agent's authority is unknown, is for another person, item or day (`authority`, `why`)."""

    code = "cases.authority-missing"


class NotComplete(Refusal):
    """Mandatory materials are missing or wrong and nobody tolerated them (`materials`)."""

    code = "cases.not-complete"


class NoTolerance(Refusal):
    """The applicant broke a promise before: gaps are not tolerated any more."""

    code = "cases.no-tolerance"


class DefectLeftOut(Refusal):
    """A one-time notice must tell all defects; these materials are missing or wrong and not in it (`materials`)."""

    code = "cases.defect-left-out"


class NewDefect(Refusal):
    """The applicant was told once; a defect that was not told then cannot be raised now (`about`)."""

    code = "cases.new-defect"


class NoDefect(Refusal):
    """A notice without a defect tells nothing."""

    code = "cases.no-defect"


class BadDueDay(Refusal):
    """The day by which something is asked does not lie ahead (`day`)."""

    code = "cases.bad-due-day"


class ReasonMissing(Refusal):
    """The act needs a reason, a clause or the item's remedy, and it is missing (`act`, `missing`)."""

    code = "cases.reason-missing"


class PauseUnknown(Refusal):
    """The item's rule knows no special procedure for this reason (`reason`, `known`)."""

    code = "cases.pause-unknown"


class PromiseOpen(Refusal):
    """A promised material is still missing: the result is withheld until it is supplied (`materials`)."""

    code = "cases.promise-open"


class NotInstant(Refusal):
    """Only items that are done on the spot can be finished at the window by the same clerk (`kind`)."""

    code = "cases.not-instant"


class UnknownTask(Refusal):
    """The case has no such task, or it is not open (`task`, `state`)."""

    code = "cases.unknown-task"


class NoPartOpen(Refusal):
    """Many cases were acted on at once, and this one has no part that the post could act on."""

    code = "cases.no-part-open"


class NotCompetent(Refusal):
    """On this day another body decides (`body`, `day`)."""

    code = "cases.not-competent"


class NoExtension(Refusal):
    """Only licences know an extension, once and by at most ten working days (`why`)."""

    code = "cases.no-extension"


class NotThisWay(Refusal):
    """The result cannot be handed over in this way (`way`, `why`)."""

    code = "cases.not-this-way"


class WrongCode(Refusal):
    """Number and query code do not belong together."""

    code = "cases.wrong-code"


class BadRating(Refusal):
    """A rating has one to five levels (`level`)."""

    code = "cases.bad-rating"


class BadResultFile(Refusal):
    """The file is not a table of results (`why`: not-a-table, no-header, empty, too-large)."""

    code = "cases.bad-result-file"


class NothingToSend(Refusal):
    """No task is waiting to be handed over (`department`)."""

    code = "cases.nothing-to-send"


class NotDrawn(Refusal):
    """The case was not drawn for a spot check, or was checked (`case`)."""

    code = "cases.not-drawn"


class TooEarly(Refusal):
    """The applicant still has time (`until`)."""

    code = "cases.too-early"


class TooManyForAFile(Refusal):
    """A list is longer than a file may be (`most`)."""

    code = "cases.too-many-for-a-file"


class NotInBulk(Refusal):
    """An order for many cases is not possible so (`act`, `why`: act, words, own, nothing, too-many, other-order)."""

    code = "cases.not-in-bulk"


class NotTakenBack(Refusal):
    """The window may not undo this hand-in by itself (`case`, `why`: other-clerk, too-late, others-acted, decided)."""

    code = "cases.not-taken-back"


class SeenOlder(Refusal):
    """The case is no longer in the state in which the person saw it (`case`)."""

    code = "cases.seen-older"


class UnknownBulk(Refusal):
    """No order for many cases has this number, or another post gave it (`bulk`)."""

    code = "cases.unknown-bulk"


class UnknownFilter(Refusal):
    """No such saved filter is the person's own, or may be used here (`filter`)."""

    code = "cases.unknown-filter"


class FilterNameTaken(Refusal):
    """A saved filter cannot be called so (`name`, `why`: empty, taken)."""

    code = "cases.filter-name-taken"
