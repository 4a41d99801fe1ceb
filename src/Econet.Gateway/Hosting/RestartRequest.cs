namespace Econet.Gateway.Hosting;

/// <summary>Somebody wants the gateway to start again, with its settings as they are then.</summary>
internal sealed class RestartRequest(IHostApplicationLifetime lifetime)
{
    private volatile bool _isMade;

    /// <summary>The host stops because of it.</summary>
    public bool IsMade => _isMade;

    /// <summary>Stops the host; whoever runs it starts another one.</summary>
    public void Make()
    {
        _isMade = true;
        lifetime.StopApplication();
    }
}
