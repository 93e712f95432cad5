"""Words for what is done with a case: the act on its button, the event in its story, reasons and results."""

from django.utils.translation import gettext_lazy as _

from .words import Words

#: What the button of an act says.
ACTS: dict[str, Words] = {
    "accept": _("Accept the application"),
    "return": _("Return with all defects"),
    "ask_supplement": _("Tell all defects at once"),
    "supply": _("Take what was supplied"),
    "not_accept": _("Do not accept"),
    "answer_task": _("Answer the task"),
    "send_task": _("Hand over to the outside system"),
    "lose_task": _("Record that no answer came"),
    "ask_correction": _("Ask for corrections"),
    "correct": _("Take the corrections"),
    "open_special": _("Open a special procedure"),
    "close_special": _("Close the special procedure"),
    "extend": _("Extend the limit"),
    "keep_promise": _("Take a promised material"),
    "break_promise": _("Close because a promise was broken"),
    "decide": _("Decide"),
    "decide_on_spot": _("Decide on the spot"),
    "finish_on_spot": _("Finish and hand over now"),
    "deliver": _("Hand over the result"),
    "withdraw": _("Withdraw at the applicant's wish"),
    "take_back": _("Take back this hand-in"),
    "terminate": _("Close because nothing was supplied"),
    "reassign": _("Move to the right item"),
    "spot_check": _("Record the spot check"),
}

#: What an event says in the story of a case.
EVENTS: dict[str, Words] = {
    "case.received": _("received the application"),
    "case.received-and-accepted": _("received and accepted the application"),
    "case.returned": _("returned the application with all defects"),
    "case.supplement-asked": _("told all defects at once"),
    "case.supplied": _("took what the applicant supplied"),
    "case.accepted": _("accepted the application"),
    "case.accepted-silently": _("The application counts as accepted, because nobody spoke in time"),
    "case.not-accepted": _("did not accept the application"),
    "case.task-sent": _("handed a task over to an outside system"),
    "case.task-lost": _("recorded that no answer came to a task"),
    "case.task-answered": _("answered a task"),
    "case.correction-asked": _("asked for corrections"),
    "case.corrected": _("took the corrections"),
    "case.special-opened": _("opened a special procedure"),
    "case.special-closed": _("closed the special procedure"),
    "case.extended": _("extended the limit"),
    "case.promise-reminded": _("reminded of a promised material"),
    "case.promise-kept": _("took a promised material"),
    "case.promise-broken": _("closed the case: a promised material never came"),
    "case.decided": _("decided"),
    "case.finished-on-the-spot": _("finished the matter on the spot"),
    "case.delivered": _("handed over the result"),
    "case.rated": _("The applicant rated the service"),
    "case.archived": _("The case was archived"),
    "case.withdrawn": _("closed the case: the applicant withdrew"),
    "case.taken-back": _("took the hand-in back: a mistake of the window"),
    "case.terminated": _("closed the case: nothing was supplied in time"),
    "case.reassigned": _("moved the case to another item"),
    "case.spot-checked": _("recorded the spot check"),
    "case.file-added": _("added a file"),
}

#: What a department says of its part.
RESULTS: dict[str, Words] = {
    "agrees": _("Agrees"),
    "objects": _("Objects"),
    "noted": _("Has taken note"),
}

#: Why a clock may stand still, and what a special procedure is.
PAUSES: dict[str, Words] = {
    "supplement": _("Waiting for materials"),
    "economic_check": _("Economic check"),
    "home_visit": _("Home visit"),
    "neighbours_panel": _("Neighbours' panel"),
    "public_notice": _("Public notice"),
    "assessment": _("Assessment"),
    "archive_search": _("Search of the archive"),
    "disability_assessment": _("Disability assessment"),
    "cross_region_enquiry": _("Enquiry in another region"),
    "hearing": _("Hearing"),
    "tender": _("Tender"),
    "auction": _("Auction"),
    "inspection": _("Inspection"),
    "testing": _("Testing"),
    "quarantine": _("Quarantine"),
    "appraisal": _("Appraisal"),
    "expert_review": _("Expert review"),
}
