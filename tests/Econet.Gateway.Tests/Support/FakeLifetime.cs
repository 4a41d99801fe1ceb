using Microsoft.Extensions.Hosting;

namespace Econet.Gateway.Tests.Support;

/// <summary>A host that only counts how often it is told to stop.</summary>
internal sealed class FakeLifetime : IHostApplicationLifetime
{
    public int Stops { get; private set; }

    public CancellationToken ApplicationStarted => default;

    public CancellationToken ApplicationStopping => default;

    public CancellationToken ApplicationStopped => default;

    public void StopApplication() => Stops++;
}
