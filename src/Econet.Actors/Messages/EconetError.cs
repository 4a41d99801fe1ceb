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

    /// <summary>The value has the wrong type, or is out of range, or the parameter can't be written.</summary>
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
}
