namespace Econet.Gateway;

/// <summary>Why something was refused, for programs: the <c>code</c> of problems and writes. Codes are added, and none changes its meaning.</summary>
internal enum RefusalCode
{
    /// <summary>The request makes no sense.</summary>
    BadRequest,

    /// <summary>The parameter can't have this value, and neither its range nor its type is why.</summary>
    BadValue,

    /// <summary>The value is below or above what the device takes now.</summary>
    OutOfRange,

    /// <summary>The value has another type than the parameter.</summary>
    WrongType,

    /// <summary>The parameter can't be written.</summary>
    ReadOnly,

    /// <summary>The file can't be read.</summary>
    BadFile,

    /// <summary>This takes a key, and none was shown.</summary>
    KeyRequired,

    /// <summary>The key that was shown is none of this gateway's, or is not valid any more.</summary>
    KeyInvalid,

    /// <summary>The key that was shown does not allow this.</summary>
    Forbidden,

    /// <summary>A page of another site asks, or one that hides where it is from.</summary>
    ForeignPage,

    /// <summary>No such device, parameter or path.</summary>
    NotFound,

    /// <summary>The path does not take this method.</summary>
    MethodNotAllowed,

    /// <summary>The key fits several parameters, the <c>candidates</c>.</summary>
    Ambiguous,

    /// <summary>The device refused the write.</summary>
    Refused,

    /// <summary>The device holds another value than the one written.</summary>
    Mismatch,

    /// <summary>A later write of the same parameter took this one's place.</summary>
    Superseded,

    /// <summary>Somebody has set another value at the device since.</summary>
    Overridden,

    /// <summary>The write was withdrawn before it was sent.</summary>
    Withdrawn,

    /// <summary>Something else that there is already stands in the way.</summary>
    Conflict,

    /// <summary>The body is larger than the gateway takes.</summary>
    TooLarge,

    /// <summary>The body is of a type that the gateway does not take.</summary>
    UnsupportedMediaType,

    /// <summary>The request names a host that the gateway does not know as its own.</summary>
    UnknownHost,

    /// <summary>The path takes WebSockets only.</summary>
    UpgradeRequired,

    /// <summary>The write budget of the parameter is spent until <c>retry_at</c>.</summary>
    BudgetSpent,

    /// <summary>The write budget is 0: the parameter is never written.</summary>
    BudgetClosed,

    /// <summary>More requests, writes, logins or streams than the gateway takes of one client.</summary>
    TooManyRequests,

    /// <summary>The gateway failed; its log says why.</summary>
    InternalError,

    /// <summary>The device does not answer, or is not known yet, or the gateway is stopping or can't use its disk.</summary>
    Unavailable,

    /// <summary>The gateway does one such thing at a time, and is at another one.</summary>
    Busy,

    /// <summary>No answer came in time.</summary>
    TimedOut,

    /// <summary>The write can't be recorded, and was not made.</summary>
    NotDurable,
}
