namespace Econet.Simulation.Gm3;

/// <summary>
/// An adapter between the bus and the port, such as RS-485 to Ethernet or ser2net: it has one serial side, so all lines opened at the port speak
/// through that side one after the other, all hear the bus, and none hears the others. The defaults hand on every byte at once.
/// </summary>
public sealed record AdapterOptions
{
    /// <summary>Bytes of the bus are handed on after so long a pause; zero hands them on as they come. Also called packing time or interval.</summary>
    public TimeSpan Gap { get; init; }

    /// <summary>So many bytes are handed on without waiting for a pause. Also called packing length.</summary>
    public int BufferSize { get; init; } = 1024;

    /// <summary>How long bytes of the bus take besides, as over a network.</summary>
    public TimeSpan DelayIn { get; init; }

    /// <summary>How long bytes to the bus take.</summary>
    public TimeSpan DelayOut { get; init; }

    /// <summary>So many of the bytes that came last are kept while nobody has the port open, and handed to the next one who opens it.</summary>
    public int Backlog { get; init; }
}
