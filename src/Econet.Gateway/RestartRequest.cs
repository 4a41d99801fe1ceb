namespace Econet.Gateway;

/// <summary>
/// Stops the host so that whoever runs it starts another one in the same process, with the settings as they are then. It needs no supervisor,
/// and works where the gateway was started by hand as well.
/// </summary>
internal sealed class RestartRequest(IHostApplicationLifetime lifetime)
{
    private volatile bool _isMade;

    /// <summary>Says why another host could not be started now, for people; null when nothing is known against it, or nobody would start one.</summary>
    public Func<string?>? Objection { get; set; }

    /// <summary>The host stops because of it.</summary>
    public bool IsMade => _isMade;

    /// <returns>Why it is refused; null when the host stops.</returns>
    public string? Make()
    {
        if (Objection is not { } objection)
        {
            return "Nothing would start the gateway again";
        }

        if (objection() is { } reason)
        {
            return reason;
        }

        _isMade = true;
        lifetime.StopApplication();
        return null;
    }
}
