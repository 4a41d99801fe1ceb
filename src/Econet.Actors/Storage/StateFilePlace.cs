using Econet.Actors.Parameters;
using Microsoft.Data.Sqlite;

namespace Econet.Actors.Storage;

/// <summary>An SQLite file, <c>{directory}/{device}.db</c>.</summary>
/// <param name="opened">Sees each connection before it is used.</param>
internal sealed class StateFilePlace(string path, Action<SqliteConnection>? opened = null) : IStatePlace
{
    /// <summary>What is put behind the path to get the files that hold all that was committed.</summary>
    private static readonly string[] DatabaseAndLog = ["", "-wal"];

    public string Path => path;

    public bool IsGone => !File.Exists(path);

    /// <summary>The file of a device; null when everything is kept in memory only.</summary>
    public static StateFilePlace? Of(string? directory, string device) =>
        directory is null ? null : new(System.IO.Path.Combine(System.IO.Path.GetFullPath(directory), $"{device}.db"));

    public IStateTables Open() => StateFile.Open(path, opened);

    public bool IsTrouble(Exception e) => StoreTrouble.Is(e);

    public string Describe(Exception e) => StoreTrouble.Describe(e, path);

    public bool IsDamage(Exception e) => StoreTrouble.IsDamage(e);

    public string SetAside(DateTimeOffset now) => DamagedFile.SetAside(path, now);

    /// <summary>SQLite reads a file only where it can lock it and write beside it. What is in one that can't be written is known from a copy.</summary>
    public StoredState? ReadOnly(DateTimeOffset since)
    {
        if (!StoreTrouble.IsReadOnly(path))
        {
            return null;
        }

        var directory = Directory.CreateTempSubdirectory("econet-state-");
        try
        {
            var copy = System.IO.Path.Combine(directory.FullName, System.IO.Path.GetFileName(path));
            foreach (var suffix in DatabaseAndLog.Where(suffix => File.Exists(path + suffix)))
            {
                File.Copy(path + suffix, copy + suffix);
                File.SetAttributes(copy + suffix, FileAttributes.Normal);
            }

            using var file = StateFile.Open(copy);
            return file.Read(since);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
