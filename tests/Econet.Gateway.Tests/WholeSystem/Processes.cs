namespace Econet.Gateway.Tests.WholeSystem;

/// <summary>
/// These tests run programs against the clock: one after the other, when all others are over. Those that only wait for what they expect run beside others.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Processes
{
    public const string Name = "Processes";
}

/// <summary>A test that sends signals or needs a pseudo-terminal.</summary>
internal sealed class FactOnLinuxAttribute : FactAttribute
{
    public FactOnLinuxAttribute()
    {
        if (!OperatingSystem.IsLinux())
        {
            Skip = "Needs Linux.";
        }
    }
}
