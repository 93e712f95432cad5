"""What staff says no to. Pure."""

from doorstep.kernel.refusal import Refusal


class NotAllowed(Refusal):
    """The post may not do this (`permission`), or only elsewhere (`where` names the place that lies outside)."""

    code = "staff.not-allowed"


class OnlyForStaff(NotAllowed):
    """The same said to a resident's own account, which is no post (`permission`)."""

    code = "staff.only-for-staff"


class UnknownRole(Refusal):
    """No role has this key (`role`)."""

    code = "staff.unknown-role"


class NeedsJurisdiction(Refusal):
    """A role was to be given without the jurisdiction it stands on (`role`, `scope`)."""

    code = "staff.needs-jurisdiction"


class IncompatiblePosts(Refusal):
    """The person holds a post (`held`) that excludes the new one (`role`) in the same jurisdiction."""

    code = "staff.incompatible-posts"


class PostNotInForce(Refusal):
    """The post (`post`) does not exist or is not held on the day (`on`)."""

    code = "staff.post-not-in-force"


class NameTaken(Refusal):
    """Another account signs in under this name."""

    code = "staff.name-taken"


class UnknownAccount(Refusal):
    """No account has this number (`account`)."""

    code = "staff.unknown-account"


class ScopesTooWide(Refusal):
    """A token may hold only permissions of its post, and at least one (`post`; `scopes`: those that are too much)."""

    code = "staff.scopes-too-wide"


class BadExpiry(Refusal):
    """A token ends today or later and within `longest` days (`expires_on`)."""

    code = "staff.bad-expiry"


class UnknownToken(Refusal):
    """No live token has this number (`token`)."""

    code = "staff.unknown-token"
