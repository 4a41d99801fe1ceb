using Econet.Gateway.Configuration;
using Econet.Gateway.Security;

namespace Econet.Gateway.Commands;

/// <summary>A parsed command line.</summary>
internal abstract record Request
{
    /// <summary>Print this: help, or completions for a shell.</summary>
    public sealed record Print(string Text) : Request;

    /// <summary>Serve the devices of the settings, or with <paramref name="Demo"/> embedded simulators.</summary>
    public sealed record Run(bool Demo, IReadOnlyDictionary<Setting, string> Settings) : Request;

    /// <summary>Tell what is wrong with a vocabulary file.</summary>
    public sealed record CheckVocabulary(string File) : Request;

    public sealed record HealthCheck(IReadOnlyDictionary<Setting, string> Settings) : Request;

    /// <summary>Try everything that a start needs, and serve nothing.</summary>
    public sealed record Check(IReadOnlyDictionary<Setting, string> Settings) : Request;

    /// <summary>Print the settings that count as a configuration file.</summary>
    public sealed record ExportConfiguration(IReadOnlyDictionary<Setting, string> Settings) : Request;

    /// <summary>Make a configuration file of an exported one, or of another gateway's.</summary>
    /// <param name="Force">Overwrite what is there without a question.</param>
    public sealed record ImportConfiguration(string File, string Output, bool Force) : Request;

    /// <summary>Make an API key, and print it.</summary>
    /// <param name="Lifetime">Null for a key that does not expire.</param>
    public sealed record AddKey(string Name, Grant Grant, TimeSpan? Lifetime, IReadOnlyDictionary<Setting, string> Settings) : Request;

    /// <summary>Print what API keys there are.</summary>
    public sealed record ListKeys(IReadOnlyDictionary<Setting, string> Settings) : Request;

    /// <summary>Make an API key good for nothing.</summary>
    public sealed record RevokeKey(string Name, IReadOnlyDictionary<Setting, string> Settings) : Request;

    /// <summary>Serve the simulator; exactly one of port and link is given.</summary>
    /// <param name="Seed">Null for one of the simulator's choice.</param>
    /// <param name="Paced">At the speed of a real bus.</param>
    /// <param name="Pairing">Its panel is in pairing mode, and takes a virtual thermostat in whenever that asks.</param>
    /// <param name="AnsweringPanel">Its panel identifies itself, which no real one has been seen to do.</param>
    public sealed record Simulate(int? TcpPort, string? Link, int? Seed, bool Paced, bool Pairing, bool AnsweringPanel = false) : Request
    {
        /// <summary>So many heat pumps, from the port on; null for one.</summary>
        public int? Fleet { get; init; }

        /// <summary>The bus speaks the older EM protocol.</summary>
        public bool Em { get; init; }

        /// <summary>Wires A and B are swapped.</summary>
        public bool Swapped { get; init; }

        /// <summary>Nobody on the bus hears the gateway.</summary>
        public bool Deaf { get; init; }

        /// <summary>The speed that the gateway's side is set to, when it is not that of the bus.</summary>
        public int? WrongBaud { get; init; }

        /// <summary>The pause in milliseconds that the adapter waits for before it hands bytes on; null without an adapter.</summary>
        public int? AdapterGap { get; init; }

        /// <summary>How many bytes the adapter hands on without waiting.</summary>
        public int? AdapterBuffer { get; init; }

        /// <summary>The seconds of silence after which the panel takes a token back; null when it waits on.</summary>
        public int? TokenSilence { get; init; }
    }

    /// <summary>Hear a bus and send nothing.</summary>
    /// <param name="Source">A port or a recording; null for the port of the settings.</param>
    /// <param name="Baud">Null to try the usual ones.</param>
    /// <param name="Seconds">For how long; null until it is stopped.</param>
    /// <param name="Quiet">Without the frames.</param>
    /// <param name="Capture">The file to record to.</param>
    public sealed record Listen(string? Source, int? Baud, int? Seconds, bool Quiet, bool Json, string? Capture) : Request;

    /// <summary>Serve a recorded bus; exactly one of port and link is given.</summary>
    public sealed record Replay(string File, int? TcpPort, string? Link, double Pace, bool Repeat) : Request;

    /// <summary>Print values of a running gateway.</summary>
    public sealed record Get(RemoteGateway Gateway, IReadOnlyList<string> Keys, string? Search, string? Part, string? Language, bool Json) : Request;

    /// <summary>Write a parameter of a running gateway.</summary>
    public sealed record Set(RemoteGateway Gateway, string Key, string Value, bool Json) : Request;

    /// <summary>Print values of a running gateway as they change.</summary>
    public sealed record Watch(RemoteGateway Gateway, IReadOnlyList<string> Keys, bool Json) : Request;

    /// <summary>Collect what a problem report needs.</summary>
    /// <param name="File">Null for a name with the time.</param>
    /// <param name="Log">Null for the journal.</param>
    public sealed record SupportBundle(RemoteGateway Gateway, string? File, string? Log) : Request;

    /// <summary>Save configuration, state and writable parameters.</summary>
    public sealed record Backup(RemoteGateway Gateway, string File) : Request;

    /// <summary>Bring back what a backup holds.</summary>
    /// <param name="Files">Configuration and state; else parameters.</param>
    /// <param name="Only">Patterns of the parameters; empty for all.</param>
    /// <param name="Yes">Without a question.</param>
    public sealed record Restore(RemoteGateway Gateway, string File, bool Files, IReadOnlyList<string> Only, bool Yes) : Request;

    /// <summary>Tell how two snapshots differ.</summary>
    /// <param name="After">Null for the running gateway.</param>
    public sealed record Diff(RemoteGateway Gateway, string Before, string? After) : Request;

    /// <summary>List the devices of a running gateway.</summary>
    public sealed record ListDevices(RemoteGateway Gateway, bool Json) : Request;

    /// <summary>Add a device; exactly one of port, Modbus port and file is given.</summary>
    /// <param name="Port">Of a GM3 heat pump.</param>
    /// <param name="ModbusPort">The TCP port that a NEA SMART system connects to.</param>
    /// <param name="File">With everything as JSON.</param>
    public sealed record AddDevice(RemoteGateway Gateway, string Id, string? Port, int? ModbusPort, string? Name, string? File) : Request;

    /// <summary>Remove a device.</summary>
    public sealed record RemoveDevice(RemoteGateway Gateway, string Id, bool DeletesState) : Request;

    /// <summary>Take in a CSV file that others recorded.</summary>
    /// <param name="DryRun">Only tell what would come in.</param>
    /// <param name="Map">What names of the file mean, each as <c>NAME=KEY</c>.</param>
    /// <param name="Zone">The time zone of times without an offset; null when it was not said.</param>
    /// <param name="Hold">For how long at most a value holds, such as 1h; null for what is usual.</param>
    public sealed record ImportHistory(
        RemoteGateway Gateway, string File, bool DryRun, IReadOnlyList<string> Map, string? Zone, string? Hold, bool Json) : Request;

    /// <summary>Be a NEA SMART system for another gateway.</summary>
    /// <param name="Gateway">Where that serves Modbus TCP, or the path of a pseudo-terminal that it finds RTU at.</param>
    /// <param name="Seed">Null for one of the simulator's choice.</param>
    /// <param name="Paced">At the speed of a real line, where there is one.</param>
    public sealed record SimulateNeaSmart(string Gateway, int? Seed, bool Paced) : Request;
}

/// <summary>The command line is wrong; the message explains it.</summary>
internal sealed class CommandLineException(string message) : Exception(message);
