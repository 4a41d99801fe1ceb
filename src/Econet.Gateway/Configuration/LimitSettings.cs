using static Econet.Gateway.Configuration.SettingParsers;

namespace Econet.Gateway.Configuration;

/// <summary>How much of the API anybody may use; see <see cref="LimitSettings"/>.</summary>
/// <param name="Connections">In all, at once.</param>
/// <param name="ConnectionsPerAddress">At once; and as many streams of events.</param>
/// <param name="ReadsPerMinute">By key or address; 0 for any number.</param>
/// <param name="WritesPerMinute">By key or address; 0 for any number.</param>
public sealed record LimitOptions(int Connections, int ConnectionsPerAddress, int ReadsPerMinute, int WritesPerMinute);

/// <summary>The settings of how much anybody may use; a part of <see cref="Settings.All"/>.</summary>
internal static class LimitSettings
{
    public static readonly Setting<int?> Connections = new(
        "API_CONNECTIONS", "api.connections", "1200", "a whole number, 10 to 100000",
        "How many connections the API accepts at once. It accepts fewer where the system allows the process fewer open files.", t => Whole(t, 10, 100_000));

    public static readonly Setting<int?> ConnectionsPerAddress = new(
        "API_CONNECTIONS_PER_ADDRESS", "api.connections_per_address", "64", "a whole number, 1 to 100000",
        "How many of these one address may have, and how many event streams. This machine and API_TRUSTED_PROXIES may have any number.",
        t => Whole(t, 1, 100_000));

    public static readonly Setting<int?> Reads = new(
        "API_READS_PER_MINUTE", "api.reads_per_minute", "1200", "a whole number, 0 to 1000000 (0: any number)",
        "How many requests that read a key, or an address without one, may make in a minute. This machine may make any number.", t => Whole(t, 0, 1_000_000));

    public static readonly Setting<int?> Writes = new(
        "API_WRITES_PER_MINUTE", "api.writes_per_minute", "60", "a whole number, 0 to 1000000 (0: any number)",
        "The same for requests that change something.", t => Whole(t, 0, 1_000_000));

    public static IReadOnlyList<Setting> All { get; } = [Connections, ConnectionsPerAddress, Reads, Writes];

    public static LimitOptions From(SettingValues values) =>
        new(values.Get(Connections), values.Get(ConnectionsPerAddress), values.Get(Reads), values.Get(Writes));
}
