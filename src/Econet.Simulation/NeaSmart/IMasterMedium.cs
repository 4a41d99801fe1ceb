namespace Econet.Simulation.NeaSmart;

/// <summary>What the base's requests go out on. Used from inside the event loop alone.</summary>
internal interface IMasterMedium
{
    /// <summary>There is somebody to speak to.</summary>
    bool IsThere { get; }

    /// <summary>Modbus TCP; else RTU.</summary>
    bool IsTcp { get; }

    void Send(byte[] bytes);

    /// <summary>The master is gone without a word, for that long: a connection stays open, and nobody is behind it any more.</summary>
    void Abandon(TimeSpan absence);
}
