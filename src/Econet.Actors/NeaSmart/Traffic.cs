namespace Econet.Actors.NeaSmart;

/// <summary>What came over all lines and connections; counted on any thread.</summary>
internal sealed class Traffic
{
    private long _requests;
    private long _exceptions;
    private long _ignored;
    private long _badStreams;
    private long _crcErrors;
    private long _skippedBytes;
    private long _overtaken;
    private long _badValues;

    /// <summary>Whole requests for our units, broadcasts among them.</summary>
    public long Requests => Volatile.Read(ref _requests);

    /// <summary>Requests that were refused.</summary>
    public long Exceptions => Volatile.Read(ref _exceptions);

    /// <summary>Frames to or from other units.</summary>
    public long IgnoredUnits => Volatile.Read(ref _ignored);

    /// <summary>TCP connections that carried something else than Modbus.</summary>
    public long BadStreams => Volatile.Read(ref _badStreams);

    /// <summary>Times that what began like a frame on an RTU line did not fit its checksum.</summary>
    public long CrcErrors => Volatile.Read(ref _crcErrors);

    /// <summary>Bytes on RTU lines that belonged to no frame.</summary>
    public long SkippedBytes => Volatile.Read(ref _skippedBytes);

    /// <summary>Requests on RTU lines that the master had given up before they were answered.</summary>
    public long Overtaken => Volatile.Read(ref _overtaken);

    /// <summary>Words that their registers can't mean.</summary>
    public long BadValues => Volatile.Read(ref _badValues);

    public void AddRequests(int count) => Interlocked.Add(ref _requests, count);

    public void AddException() => Interlocked.Increment(ref _exceptions);

    public void AddIgnored() => Interlocked.Increment(ref _ignored);

    public void AddBadStream() => Interlocked.Increment(ref _badStreams);

    public void AddCrcError() => Interlocked.Increment(ref _crcErrors);

    public void AddSkipped(int bytes) => Interlocked.Add(ref _skippedBytes, bytes);

    public void AddOvertaken() => Interlocked.Increment(ref _overtaken);

    public void AddBadValues(int count) => Interlocked.Add(ref _badValues, count);
}
