"""What HTTP itself says no to. These are refusals like any other, so that a machine reads one shape whatever went wrong."""

from doorstep.kernel.refusal import Refusal


class NoToken(Refusal):
    """The request carries no token, or one that opens nothing any more."""

    code = "wire.no-token"


class NotUnderstood(Refusal):
    """The request cannot be read."""

    code = "wire.not-understood"


class WrongMediaType(Refusal):
    """The body is not in the form that the operation takes (`takes`)."""

    code = "wire.wrong-media-type"


class ContentCoded(Refusal):
    """The body was made smaller on the way (`coding`), which is not undone here."""

    code = "wire.content-coded"


class LengthMissing(Refusal):
    """The body came in pieces without a length, and would be read as none."""

    code = "wire.length-missing"


class UnknownAddress(Refusal):
    """Nothing is at this address."""

    code = "wire.unknown-address"


class WrongMethod(Refusal):
    """The address does not know this method."""

    code = "wire.wrong-method"


class ContentTooLarge(Refusal):
    """The request is larger than `limit_mb` megabytes."""

    code = "wire.content-too-large"


class Invalid(Refusal):
    """Parts of the request are not as the description of the API wants them; all are told at once."""

    code = "wire.invalid"


class UnknownParameter(Refusal):
    """The address carries parameters (`unknown`) that are not among those taken here (`takes`)."""

    code = "wire.unknown-parameter"


class RepeatedParameter(Refusal):
    """Parameters (`repeated`) stand twice in the request; which of the two is meant?"""

    code = "wire.repeated-parameter"


class BadCursor(Refusal):
    """A cursor was not given out by this list."""

    code = "wire.bad-cursor"


class TooOften(Refusal):
    """More requests in a minute than are allowed (`most`); `seconds` until the next one."""

    code = "wire.too-often"


class KeyUsedBefore(Refusal):
    """The same idempotency key came with another command."""

    code = "wire.key-used-before"


class ChangedMeanwhile(Refusal):
    """The thing is not as it was when it was read."""

    code = "wire.changed-meanwhile"


class VersionMissing(Refusal):
    """A write to a thing that changes must say which version was read."""

    code = "wire.version-missing"


class Unexpected(Refusal):
    """Something went wrong that nobody foresaw; nothing was changed."""

    code = "wire.unexpected"


#: What a bare status of the frame below stands for.
OF_STATUS: dict[int, type[Refusal]] = {
    400: NotUnderstood,
    401: NoToken,
    404: UnknownAddress,
    405: WrongMethod,
    413: ContentTooLarge,
}
