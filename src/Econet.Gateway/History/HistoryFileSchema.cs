namespace Econet.Gateway.History;

/// <summary>The tables of the history in a file, and how those of earlier versions become these.</summary>
internal static class HistoryFileSchema
{
    private const int Version = 2;

    private const string Tables = """
        CREATE TABLE series (
            id INTEGER PRIMARY KEY, device TEXT NOT NULL, key TEXT NOT NULL, kind INTEGER NOT NULL, digits INTEGER NOT NULL,
            parameter INTEGER NOT NULL, name TEXT NOT NULL, unit TEXT NOT NULL, type INTEGER NOT NULL, UNIQUE (device, key));
        CREATE TABLE blocks (id INTEGER PRIMARY KEY, data BLOB NOT NULL);
        """ + Windows;

    private const string Windows = """

        CREATE TABLE windows (
            device TEXT NOT NULL, id INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL, continues INTEGER NOT NULL, rolled INTEGER NOT NULL,
            PRIMARY KEY (device, id)) WITHOUT ROWID;
        CREATE INDEX windows_by_id ON windows (id);
        CREATE TABLE devices (device TEXT PRIMARY KEY, present INTEGER NOT NULL) WITHOUT ROWID;
        """;

    /// <summary>Up to then a window was of all devices: it becomes one of each that something was recorded of, with the number that its blocks have.</summary>
    private const string FromVersion1 = $"""
        ALTER TABLE windows RENAME TO former;
        {Windows}
        INSERT INTO windows (device, id, start, end, continues, rolled)
            SELECT device, former.id, start, end, continues, rolled FROM former, (SELECT DISTINCT device FROM series);
        INSERT INTO devices (device, present) SELECT device, max(end) FROM windows GROUP BY device;
        DROP TABLE former;
        """;

    /// <summary>Whether the file is one that can be read: neither without tables yet, nor of another version.</summary>
    public static bool IsPresent(HistoryFile file) => (long)file.Scalar("PRAGMA user_version")! == Version;

    /// <summary>Makes the tables, or brings them up to date.</summary>
    /// <exception cref="IOException">They are those of a later version.</exception>
    public static void Prepare(HistoryFile file, string path)
    {
        if (Check(file, path) == Version)
        {
            return;
        }

        file.Execute("PRAGMA auto_vacuum=INCREMENTAL");
        file.Execute("BEGIN IMMEDIATE");
        // Somebody else may have been faster.
        switch (Check(file, path))
        {
            case 0:
                file.Execute(Tables);
                break;
            case 1:
                file.Execute(FromVersion1);
                break;
        }

        file.Execute($"PRAGMA user_version={Version}; COMMIT");
    }

    private static long Check(HistoryFile file, string path)
    {
        var version = (long)file.Scalar("PRAGMA user_version")!;
        return version <= Version
            ? version
            : throw new IOException($"State file {path} has a newer version ({version}) than this gateway supports ({Version}) and is left alone");
    }
}
