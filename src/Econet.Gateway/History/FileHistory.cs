using Econet.Actors.Storage;

namespace Econet.Gateway.History;

/// <summary>The history in a file of this gateway.</summary>
/// <param name="flush">How often is written. Each time wears the disk.</param>
internal sealed class FileHistory(string path, TimeSpan flush) : IHistoryStore
{
    public HistoryPace Pace { get; } = new(TimeSpan.FromMinutes(1), flush, TimeSpan.Zero, TimeSpan.FromSeconds(30));

    public bool IsAlone => true;

    public IHistorySession Open() => HistoryFile.Open(path);

    public IHistorySession? OpenToRead() => HistoryFile.OpenToRead(path);

    public IHandingOn OpenToHandOn() => new FileHandingOn(path);

    public bool IsTrouble(Exception failure) => StoreTrouble.Is(failure);

    public bool IsDamage(Exception failure) => StoreTrouble.IsDamage(failure);

    public string Describe(Exception trouble) => StoreTrouble.Describe(trouble, path);

    public string SetAside(DateTimeOffset now) => $"State file {path} is damaged and was set aside as {DamagedFile.SetAside(path, now)}";
}
