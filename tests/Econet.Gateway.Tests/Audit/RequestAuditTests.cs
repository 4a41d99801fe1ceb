using System.Net;
using Econet.Gateway.Audit;
using Econet.Gateway.Http;
using Econet.Gateway.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Econet.Gateway.Tests.Audit;

/// <summary>Requests that change something, while nothing writes the audit to the disk.</summary>
public sealed class RequestAuditTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly TemporaryDirectory _directory = new();
    private readonly AwaitedTime _time = new();
    private readonly AuditTrail _trail;
    private readonly WebApplication _app;

    public RequestAuditTests()
    {
        _trail = new AuditTrail(new AuditFiles(_directory.Path), new GatewayProblems(_time, NullLogger<GatewayProblems>.Instance), _time);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        builder.Services.AddSingleton<TimeProvider>(_time).AddSingleton(_trail).AddSingleton<RefusedRequests>();
        _app = builder.Build();
        _app.UseMiddleware<RequestAudit>();
        _app.MapPost("/change", () => "changed");
    }

    public Task InitializeAsync() => _app.StartAsync();

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _trail.StopAsync(CancellationToken.None);
        _trail.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Change_should_be_answered_when_its_entry_is_written()
    {
        var (answer, begun) = Change();
        await begun;
        Assert.False(answer.IsCompleted);

        await _trail.StartAsync(CancellationToken.None);

        Assert.Equal(HttpStatusCode.OK, (await answer).StatusCode);
        Assert.Contains(_trail.Read(DateTimeOffset.MinValue, DateTimeOffset.MaxValue), entry => entry.Subject == "POST /change");
    }

    [Fact]
    public async Task Change_should_be_answered_after_a_second_when_the_disk_is_too_slow()
    {
        var (answer, begun) = Change();
        await begun;

        _time.Advance(Patience);

        Assert.Equal(HttpStatusCode.OK, (await answer).StatusCode);
    }

    private (Task<HttpResponseMessage> Answer, Task Begun) Change()
    {
        var begun = _time.WaitBegunAsync(Patience);
        return (_app.GetTestClient().PostAsync(new Uri("/change", UriKind.Relative), content: null), begun);
    }
}
