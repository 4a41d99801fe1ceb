using Econet.Gateway.Audit;
using Econet.Gateway.Http;
using Econet.Gateway.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Econet.Gateway.Tests.Audit;

public sealed class AuditTrailTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TemporaryDirectory _directory = new();
    private readonly AwaitedTime _time = new();
    private readonly GatewayProblems _problems;
    private readonly AuditTrail _trail;

    public AuditTrailTests()
    {
        _problems = new GatewayProblems(_time, NullLogger<GatewayProblems>.Instance);
        _trail = new AuditTrail(new AuditFiles(StatePath), _problems, _time);
    }

    private string StatePath => Path.Combine(_directory.Path, "state");

    public void Dispose()
    {
        _trail.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Entries_should_wait_for_a_disk_that_does_not_take_them_and_be_a_problem()
    {
        // A file is where the directory shall be.
        _directory.Write("state", "");
        var retrying = _time.WaitBegunAsync(AuditTrail.Retry);
        await _trail.StartAsync(CancellationToken.None);
        _trail.Add(new AuditEntry(_time.GetUtcNow(), AuditKinds.Key, Subject: "app"));
        await retrying.WaitAsync(Patience);
        Assert.Equal(GatewayProblemCode.AuditUnwritable, Assert.Single(_problems.Current).Code);

        File.Delete(StatePath);
        _time.Advance(AuditTrail.Retry);
        await _trail.StopAsync(CancellationToken.None);

        Assert.Equal(["stopped", null, "started"], Read().Select(entry => entry.Outcome));
        Assert.Empty(_problems.Current);
    }

    [Fact]
    public async Task Refused_requests_should_not_fill_the_audit()
    {
        var refused = new RefusedRequests(_trail, _time);
        await _trail.StartAsync(CancellationToken.None);

        for (var i = 0; i < RefusedRequests.Most + 100; i++)
        {
            refused.Add(new AuditEntry(_time.GetUtcNow(), AuditKinds.Request, Outcome: "401"));
        }

        _time.Advance(RefusedRequests.Window);
        refused.Add(new AuditEntry(_time.GetUtcNow(), AuditKinds.Request, Outcome: "401"));
        refused.Add(new AuditEntry(_time.GetUtcNow(), AuditKinds.Request, Outcome: "401"));
        await _trail.StopAsync(CancellationToken.None);

        var requests = Read().Where(entry => entry.What == AuditKinds.Request).ToList();
        Assert.Equal(RefusedRequests.Most + 2, requests.Count);
        Assert.Equal([null, "100 more requests were refused before this one"], requests[..2].Select(entry => entry.Message));
    }

    private IReadOnlyList<AuditEntry> Read() => [.. _trail.Read(DateTimeOffset.MinValue, DateTimeOffset.MaxValue)];
}
