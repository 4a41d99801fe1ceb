using Econet.Actors.Parameters;

namespace Econet.Actors.NeaSmart;

/// <summary>The server that the base speaks to.</summary>
/// <param name="Kind"><c>tcp</c> or <c>rtu</c>.</param>
/// <param name="Listening">Masters can come.</param>
/// <param name="Endpoint">Where: an address and port, or a serial port.</param>
/// <param name="Units">The unit numbers that are ours.</param>
public abstract record ServerSection(string Kind, bool Listening, string Endpoint, string Units) : StatusSection
{
    public override string Name => "server";
}

/// <param name="Port">The TCP port that is listened on; null while none is.</param>
/// <param name="Connections">Masters that are connected now.</param>
/// <param name="Accepted">Connections taken since the start.</param>
/// <param name="Refused">Connections that were too many.</param>
/// <inheritdoc cref="ServerSection"/>
public sealed record TcpServerSection(
    bool Listening, string Endpoint, string Units, int? Port, int Connections, long Accepted, long Refused)
    : ServerSection("tcp", Listening, Endpoint, Units);

/// <inheritdoc cref="ServerSection"/>
public sealed record RtuServerSection(bool Listening, string Endpoint, string Units) : ServerSection("rtu", Listening, Endpoint, Units);

/// <summary>The registers that the base reads and writes.</summary>
/// <param name="Stored">Registers that were ever written.</param>
/// <param name="InSync">Those whose word is the base's as far as can be known.</param>
/// <param name="WritesWaiting">Users' writes that lie for the base to read, or that it has not confirmed.</param>
/// <param name="BadValues">Words that their registers can't mean.</param>
/// <param name="LastRequest">When a master last asked one of our units; null when none has.</param>
/// <param name="LastWrite">When the base last wrote; from before the start, when it last changed something. Null when never.</param>
/// <param name="Stale">That was too long ago, or not since the start.</param>
public sealed record RegistersSection(
    int Stored, int InSync, int WritesWaiting, long BadValues, DateTimeOffset? LastRequest, DateTimeOffset? LastWrite, bool Stale)
    : StatusSection
{
    public override string Name => "registers";
}

/// <summary>What came from masters since the start.</summary>
/// <param name="Requests">Whole requests for our units, broadcasts among them.</param>
/// <param name="Exceptions">Requests that were refused.</param>
/// <param name="IgnoredUnits">Frames to or from other units.</param>
/// <param name="BadStreams">TCP connections that carried something else than Modbus.</param>
/// <param name="CrcErrors">Times that what began like a frame did not fit its checksum.</param>
/// <param name="SkippedBytes">Bytes that belonged to no frame.</param>
/// <param name="Overtaken">Requests that the master had given up before they were answered.</param>
public sealed record ModbusTrafficSection(
    long Requests,
    long Reads,
    long Writes,
    long Exceptions,
    long IgnoredUnits,
    long BadStreams,
    long CrcErrors,
    long SkippedBytes,
    long Overtaken) : StatusSection
{
    public override string Name => "traffic";
}
