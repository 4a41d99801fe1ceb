using System.Globalization;

namespace Econet.Actors.Storage;

/// <summary>Damaged state files are kept beside the new one, for whoever wants to know or to rescue something: the newest three.</summary>
public static class DamagedFile
{
    private const int Kept = 3;
    private const string Stamp = "yyyyMMdd-HHmmss";

    /// <summary>What SQLite puts beside a database belongs to it.</summary>
    private static readonly string[] Suffixes = ["", "-wal", "-shm", "-journal"];

    /// <summary>Renames the file and what belongs to it; says what it is called now.</summary>
    /// <exception cref="IOException">The directory can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory must not be written.</exception>
    public static string SetAside(string path, DateTimeOffset now)
    {
        var prefix = path + ".damaged-";
        var aside = prefix + now.ToString(Stamp, CultureInfo.InvariantCulture);
        foreach (var suffix in Suffixes.Where(s => File.Exists(path + s)))
        {
            File.Move(path + suffix, aside + suffix, overwrite: true);
        }

        var old = Directory.GetFiles(Path.GetDirectoryName(path)!, Path.GetFileName(prefix) + "*")
            .GroupBy(file => file[..Math.Min(file.Length, aside.Length)])
            .OrderByDescending(g => g.Key, StringComparer.Ordinal)
            .Skip(Kept)
            .SelectMany(g => g);
        foreach (var file in old)
        {
            File.Delete(file);
        }

        return aside;
    }
}
