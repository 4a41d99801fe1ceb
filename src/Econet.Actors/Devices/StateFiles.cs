using Econet.Actors.Parameters;

namespace Econet.Actors.Devices;

/// <summary>The files that SQLite keeps one database in.</summary>
internal static class StateFiles
{
    private static readonly string[] Companions = ["", "-wal", "-shm", "-journal"];

    public static void Delete(string database)
    {
        foreach (var companion in Companions)
        {
            File.Delete(database + companion);
        }

        RunWitness.Forget(database);
    }
}
