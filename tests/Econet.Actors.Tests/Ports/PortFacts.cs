using System.Net.Sockets;

namespace Econet.Actors.Tests.Ports;

/// <summary>These tests count the handles and threads of the process, so nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class PortTests
{
    public const string Name = "Ports";
}

/// <summary>A test over a pseudo terminal.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute()
    {
        if (!OperatingSystem.IsLinux())
            Skip = "Needs Linux.";
    }
}

/// <summary>A test of what a user may not do.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UnprivilegedFactAttribute : FactAttribute
{
    public UnprivilegedFactAttribute()
    {
        if (!OperatingSystem.IsLinux())
            Skip = "Needs Linux.";
        else if (Environment.IsPrivilegedProcess)
            Skip = "Root may open everything.";
    }
}

[AttributeUsage(AttributeTargets.Method)]
public sealed class Ipv6FactAttribute : FactAttribute
{
    public Ipv6FactAttribute()
    {
        if (!Socket.OSSupportsIPv6)
            Skip = "Needs IPv6.";
    }
}

/// <summary>A test with socat between two pseudo terminals.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SocatFactAttribute : FactAttribute
{
    public SocatFactAttribute()
    {
        if (!OperatingSystem.IsLinux())
            Skip = "Needs Linux.";
        else if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(d => d.Length > 0 && File.Exists(Path.Combine(d, "socat"))))
            Skip = "Needs socat.";
    }
}
