namespace Econet.Actors.Gm3.Session;

/// <summary>Where we are on the bus.</summary>
internal enum SessionState
{
    /// <summary>It is not known yet what is stored, our address first of all. Nothing is said but token returns.</summary>
    Restoring,

    /// <summary>Others speak.</summary>
    Idle,

    /// <summary>It is our turn to speak.</summary>
    Working,

    /// <summary>The token return was handed over to be sent, and is not on the wire yet.</summary>
    Returning,

    /// <summary>
    /// We are about to leave: IDENTIFY is not answered any more, a token that is granted anyway goes back at once, and we stay until
    /// none can be on its way.
    /// </summary>
    Leaving,

    /// <summary>We have left. A token that is granted anyway goes back at once.</summary>
    Released,
}
