using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Econet.Gateway.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Econet.Gateway.Tests.WholeSystem;

/// <summary>A collector of OpenTelemetry data, over gRPC or HTTP, with what it was sent to each of its paths.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Path, string Body)> _received = new();

    private Collector(WebApplication app, OtlpTransport transport)
    {
        _app = app;
        app.MapPost("{**path}", async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            // The names in a message are texts.
            _received.Enqueue((context.Request.Path, Encoding.Latin1.GetString(body.ToArray())));
            if (transport == OtlpTransport.Grpc)
            {
                // An empty message.
                context.Response.ContentType = "application/grpc";
                await context.Response.Body.WriteAsync(new byte[5]);
                context.Response.AppendTrailer("grpc-status", "0");
            }
        });
    }

    public Uri Url => new(_app.Urls.Single());

    public static async Task<Collector> StartAsync(OtlpTransport transport)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
            listen.Protocols = transport == OtlpTransport.Grpc ? HttpProtocols.Http2 : HttpProtocols.Http1));
        var collector = new Collector(builder.Build(), transport);
        await collector._app.StartAsync();
        return collector;
    }

    public string Received(string path) => string.Concat(_received.Where(one => one.Path == path).Select(one => one.Body));

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
