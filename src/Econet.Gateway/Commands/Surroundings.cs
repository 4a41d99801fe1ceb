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
    /// <summary>Where answers to questions come from; null when nobody can be asked.</summary>
    public TextReader? In { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
