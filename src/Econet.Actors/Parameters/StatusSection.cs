using System.Text.Json.Serialization;

namespace Econet.Actors.Parameters;

/// <summary>The counters and states of one part of a device, in its status. A value: equal when all that it tells is.</summary>
public abstract record StatusSection
{
    /// <summary>What clients know it by: snake_case, unique within a status.</summary>
    [JsonIgnore]
    public abstract string Name { get; }
}

/// <summary>How many values there are of each quality.</summary>
/// <param name="ImplausibleReadings">Readings that were not believed, since the parameters are known.</param>
public sealed record ValuesSection(int Good, int Stale, int Suspect, int Absent, long ImplausibleReadings) : StatusSection
{
    public override string Name => "values";
}

/// <summary>Writes that have not ended.</summary>
public sealed record WritesSection(int UnderWay) : StatusSection
{
    public override string Name => "writes";
}

/// <summary>Where the device's state is kept.</summary>
/// <param name="OnDisk">False while it is in memory only.</param>
/// <param name="Problem">For people: what keeps it off the disk; null when nothing does, and when no disk is wanted.</param>
/// <param name="SetAside">The damaged file that was last set aside, and replaced by a new one, since the start; null without one.</param>
public sealed record StorageSection(bool OnDisk, string? Problem, string? SetAside) : StatusSection
{
    public override string Name => "storage";
}
