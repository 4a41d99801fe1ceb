using System.Net;
using System.Text;
using Econet.Actors.NeaSmart;
using Econet.Gateway.Configuration;
using Econet.Gateway.Hosting;
using Econet.Gateway.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Econet.Gateway.Tests.WholeSystem;

/// <summary>Every endpoint of a device, for every kind of device, while none of them is there: each says at once what it can't do.</summary>
public sealed class EveryQuestionTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Every_endpoint_should_answer_at_once_for_every_kind_of_device()
    {
        var options = TestGateway.Options with
        {
            StateDirectory = _directory.Path,
            Devices = new DeviceList(
            [
                .. TestGateway.Options.Devices.Devices, FakeNeaSmart.System(new NeaSmartServer.Tcp(IPAddress.Loopback, 0), "base1=Ground floor"),
            ]),
        };
        await using var app = GatewayHost.Build(options, demo: false, builder => builder.WebHost.UseTestServer());
        await app.StartAsync();
        using var client = app.GetTestClient();
        var asked = new List<string>();

        foreach (var (method, path) in Endpoints(app))
        {
            foreach (var device in options.Devices.Devices)
            {
                using var request = new HttpRequestMessage(method, path.Replace("{device}", device.Id, StringComparison.Ordinal));
                if (method == HttpMethod.Post)
                {
                    request.Content = new StringContent(BodyFor(path), Encoding.UTF8, "application/json");
                }

                using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

                Assert.True(
                    answer.StatusCode is not (HttpStatusCode.GatewayTimeout or HttpStatusCode.InternalServerError or HttpStatusCode.MethodNotAllowed),
                    $"{method} {request.RequestUri}: {answer.StatusCode}");
                asked.Add($"{method} {request.RequestUri!.AbsolutePath}");
            }
        }

        Assert.Contains("GET /api/devices/neasmart/thermostat/status", asked);
        Assert.Equal(
            HttpStatusCode.NotFound, (await client.AskAsync("/api/devices/neasmart/thermostat/status")).Status);
    }

    /// <summary>What goes to one device, and to the NEA SMART system.</summary>
    private static IEnumerable<(HttpMethod Method, string Path)> Endpoints(WebApplication app) =>
        from endpoint in app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let path = "/" + endpoint.RoutePattern.RawText!.TrimStart('/')
        where !path.StartsWith("/docs", StringComparison.Ordinal) && !path.StartsWith("/ws", StringComparison.Ordinal)
            && !path.StartsWith("/ui/", StringComparison.Ordinal)
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []
        where method is "GET" or "POST"
        select (new HttpMethod(method), Filled(path));

    private static string Filled(string path)
    {
        foreach (var (part, value) in new Dictionary<string, string>
        {
            ["base"] = "1", ["zone"] = "1", ["group"] = "1", ["pump"] = "1", ["dehumidifier"] = "1", ["key"] = "103", ["id"] = "1", ["name"] = "HDW",
        })
        {
            path = path.Replace($"{{{part}}}", value, StringComparison.Ordinal);
        }

        return path;
    }

    private static string BodyFor(string path) =>
        path.EndsWith("/temperature", StringComparison.Ordinal) ? """{"temperature":21}"""
        : path.Contains("/schedules/", StringComparison.Ordinal) ? """{"days":{"sunday":["06:00-08:00"]}}"""
        : path.EndsWith("/parameters", StringComparison.Ordinal) ? """{"103":1}"""
        : path.EndsWith("/mode", StringComparison.Ordinal) ? """{"mode":1}"""
        : path.EndsWith("/state", StringComparison.Ordinal) ? """{"state":1}"""
        : path.Contains("/zones/", StringComparison.Ordinal) ? """{"setpoint":21}"""
        : """{"value":1}""";
}
