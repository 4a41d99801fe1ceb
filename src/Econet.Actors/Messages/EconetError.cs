namespace Econet.Actors.Messages;

/// <summary>What kind of error a request met.</summary>
public enum EconetError
{
    /// <summary>No such device or parameter.</summary>
    NotFound,

    /// <summary>The key fits several parameters; <see cref="EconetException.Candidates"/> names them.</summary>
    Ambiguous,

    /// <summary>The request makes no sense, whatever the device is like.</summary>
    BadRequest,

    /// <summary>The parameter can't have this value for another reason than its range or type, such as a name that it does not know.</summary>
    BadValue,

    /// <summary>The device does not answer, or is not known yet.</summary>
    Unavailable,

    /// <summary>No answer came in time.</summary>
    TimedOut,

    /// <summary>The device refused the write.</summary>
    Refused,

    /// <summary>The device holds another value than the one written.</summary>
    Mismatch,

    /// <summary>A later write of the same parameter took this one's place.</summary>
    Superseded,

    /// <summary>The device took another value afterwards, such as that of a thermostat on the wall.</summary>
    Overridden,

    /// <summary>Whoever asked for the write withdrew it before it was sent.</summary>
    Withdrawn,

    /// <summary>The parameter has been written too often lately; <see cref="WriteResult.RetryAt"/> says when it may be again.</summary>
    BudgetSpent,

    /// <summary>
    /// The write can't be recorded, as the disk can't be used, and so was not made: it would not survive a restart, or a restart could undo it.
    /// </summary>
    NotDurable,

    /// <summary>The value is below or above what the device takes now.</summary>
    OutOfRange,

    /// <summary>The value has another type than the parameter, such as a text for a number.</summary>
    WrongType,

    /// <summary>The parameter can't be written.</summary>
    ReadOnly,

    /// <summary>The parameter is kept in memory that every write wears, and the gateway is set never to write those.</summary>
    BudgetClosed,
}
