namespace Econet.Actors.Storage;

/// <summary>The tables of a state file. Each step leads from one version to the next; steps that were released never change.</summary>
internal static class StateSchema
{
    /// <summary>
    /// Times are ticks of 100 ns since 0001-01-01 UTC; values are a type's code and its bytes on the wire, null when absent. A document's
    /// checksum is SHA-256 over its name, a zero byte and its content.
    /// </summary>
    private static readonly string[] Steps =
    [
        """
        CREATE TABLE documents (name TEXT PRIMARY KEY, content BLOB NOT NULL);
        CREATE TABLE parameter_values (
            parameter INTEGER PRIMARY KEY, type INTEGER NOT NULL, bytes BLOB, read_at INTEGER NOT NULL, changed_at INTEGER NOT NULL);
        CREATE TABLE writes (
            id INTEGER PRIMARY KEY, key TEXT NOT NULL, parameter INTEGER NOT NULL,
            type INTEGER NOT NULL, bytes BLOB, old_type INTEGER NOT NULL, old_bytes BLOB,
            origin TEXT NOT NULL, created_at INTEGER NOT NULL, status TEXT NOT NULL,
            sent_at INTEGER, ended_at INTEGER, message TEXT);
        """,

        // Documents of before have none, and are taken as they are.
        "ALTER TABLE documents ADD COLUMN checksum BLOB",

        // What asked for the write, so that whoever asks a second time does not get a second one.
        "ALTER TABLE writes ADD COLUMN request TEXT",

        // The id that its caller logs.
        "ALTER TABLE writes ADD COLUMN correlation TEXT",

        // Why a write ended as it did, for programs.
        "ALTER TABLE writes ADD COLUMN error TEXT; ALTER TABLE writes ADD COLUMN retry_at INTEGER",
    ];

    public static int Version => Steps.Length;

    /// <summary>What brings a file of <paramref name="version"/> to the present one.</summary>
    public static IEnumerable<string> StepsFrom(int version) => Steps.Skip(version);
}
