namespace Econet.Actors.Parameters;

/// <summary>From the parameters to their device, at most a second after it changed: how they are doing.</summary>
internal sealed record ParametersStatus(int Count, DateTimeOffset? LastUpdate, ValuesSection Values, WritesSection Writes);
