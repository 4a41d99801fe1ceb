using Econet.Gateway.Audit;
using Econet.Gateway.Tests.Support;

namespace Econet.Gateway.Tests.Audit;

public sealed class AuditFilesTests : IDisposable
{
    private static readonly DateTimeOffset November = new(2026, 11, 27, 6, 0, 0, TimeSpan.Zero);

    private readonly TemporaryDirectory _directory = new();
    private readonly AuditFiles _files;

    public AuditFilesTests() => _files = new AuditFiles(Path.Combine(_directory.Path, "state"));

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Entries_should_be_read_newest_first_over_months()
    {
        _files.Append([Entry(November.AddMonths(-1), "a"), Entry(November, "b")]);
        _files.Append([Entry(November.AddDays(1), "c")]);

        Assert.Equal(["c", "b", "a"], Subjects());
        Assert.Equal(["b"], Subjects(from: November, to: November.AddDays(1)));
        Assert.Equal(["audit-2026-10.jsonl", "audit-2026-11.jsonl"], Directory.GetFiles(Path.Combine(_directory.Path, "state")).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Entry_should_be_read_as_it_was_written()
    {
        var entry = new AuditEntry(November, AuditKinds.Write, "10.0.0.7 (app)", "10.0.0.7", "house", "HDWTSetPoint", "47", "45", "verified", "so \"it\" is\n", 12, "r-1");

        _files.Append([entry]);

        Assert.Equal(entry, Assert.Single(_files.Read(DateTimeOffset.MinValue, DateTimeOffset.MaxValue)));
    }

    [Fact]
    public void Line_that_was_torn_should_cost_no_other()
    {
        _files.Append([Entry(November, "a")]);
        File.AppendAllText(Path.Combine(_directory.Path, "state", "audit-2026-11.jsonl"), "{\"at\":\"2026-11-27T0");

        _files.Append([Entry(November, "b")]);

        Assert.Equal(["b", "a"], Subjects());
    }

    [Fact]
    public void Year_should_be_kept_and_what_is_older_be_deleted()
    {
        _files.Append([Entry(November.AddMonths(-13), "old"), Entry(November.AddMonths(-12), "year"), Entry(November, "now")]);

        _files.Prune(November);

        Assert.Equal(["now", "year"], Subjects());
    }

    [Fact]
    public void Files_should_be_for_their_owner_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        _files.Append([Entry(November, "a")]);

        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_directory.Path, "state", "audit-2026-11.jsonl")));
    }

    private static AuditEntry Entry(DateTimeOffset at, string subject) => new(at, AuditKinds.Key, Subject: subject);

    private IEnumerable<string?> Subjects(DateTimeOffset? from = null, DateTimeOffset? to = null) =>
        _files.Read(from ?? DateTimeOffset.MinValue, to ?? DateTimeOffset.MaxValue).Select(entry => entry.Subject);
}
