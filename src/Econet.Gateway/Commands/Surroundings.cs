namespace Econet.Gateway.Commands;

/// <summary>What a run of the command line sees of the world.</summary>
/// <param name="Environment">Environment variables.</param>
/// <param name="Directory">The working directory.</param>
/// <param name="SerialPorts">Lists the serial ports of this machine.</param>
/// <param name="Stop">Ends a command that serves, as Ctrl-C does.</param>
internal sealed record Surroundings(
    TextWriter Out,
    TextWriter Error,
    IReadOnlyDictionary<string, string> Environment,
    string Directory,
    Func<IReadOnlyList<string>> SerialPorts,
    CancellationToken Stop = default)
{
    /// <summary>Somebody who can be asked; null when there is nobody.</summary>
    public TextReader? In { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
