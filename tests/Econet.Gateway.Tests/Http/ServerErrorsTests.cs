using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Econet.Gateway.Http;
using Econet.Gateway.Tests.Support;
using Microsoft.AspNetCore.Connections;

namespace Econet.Gateway.Tests.Http;

/// <summary>Requests that never become one.</summary>
public sealed class ServerErrorsTests
{
    private const string Head = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

    [Theory]
    [InlineData("GET / HTTP/9.9\r\n\r\n", 505, "The request is not one of HTTP/1.0 or HTTP/1.1")]
    [InlineData("nonsense\r\n\r\n", 400, "The request is malformed")]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\nBad Header\r\n\r\n", 400, "The request is malformed")]
    [InlineData("GET /?{long} HTTP/1.1\r\nHost: localhost\r\n\r\n", 414, "The first line of the request is longer than 8 kB")]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\nX: {long}{long}\r\n\r\n", 431, "The request has more than 64 headers, or more than 16 kB of them")]
    [InlineData("POST /api/parameters HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: gzip, chunked\r\nConnection: close\r\n\r\n986315259237920.5\r\n", 400, "The request is malformed")]
    [InlineData("GET /nothing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 404, "There is nothing at /nothing")]
    public async Task Request_that_the_server_refuses_should_be_answered_with_a_problem(string request, int status, string error)
    {
        await using var gateway = await TestGateway.StartOnSocketAsync(new FakeDevice("heatpump"));

        var (head, body) = await SendAsync(gateway, request.Replace("{long}", new string('a', 9000), StringComparison.Ordinal));

        Assert.StartsWith(FormattableString.Invariant($"HTTP/1.1 {status} "), head, StringComparison.Ordinal);
        Assert.Contains(FormattableString.Invariant($"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n"), head + "\r\n", StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/problem+json", head, StringComparison.Ordinal);
        var problem = JsonDocument.Parse(body).RootElement;
        Assert.Equal((status, error, error), (
            problem.GetProperty("status").GetInt32(), problem.GetProperty("detail").GetString(), problem.GetProperty("error").GetString()));
    }

    [Fact]
    public async Task Good_request_should_be_answered_before_a_bad_one_on_the_same_connection()
    {
        await using var gateway = await TestGateway.StartOnSocketAsync(new FakeDevice("heatpump"));

        var (head, rest) = await SendAsync(gateway, "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\nnonsense\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 200 ", head, StringComparison.Ordinal);
        Assert.Contains("HTTP/1.1 400 ", rest, StringComparison.Ordinal);
        Assert.EndsWith("\"error\":\"The request is malformed\",\"code\":\"bad_request\"}", rest, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 123\r\n\r\n")]
    [InlineData("HTTP/1.1 4xx Not Found\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n{}")]
    [InlineData("{\"value\":\"HTTP/1.1 404\\r\\nContent-Length: 0\"}")]
    public void Other_answers_should_stay_as_they_are(string answer) => Assert.Null(ServerErrors.Explained(Encoding.ASCII.GetBytes(answer)));

    [Fact]
    public void Other_headers_should_stay()
    {
        var explained = Encoding.UTF8.GetString(ServerErrors.Explained(Encoding.ASCII.GetBytes(Head))!);

        Assert.StartsWith("HTTP/1.1 400 Bad Request\r\nContent-Length: ", explained, StringComparison.Ordinal);
        Assert.Contains("\r\nConnection: close\r\n\r\n{", explained, StringComparison.Ordinal);
    }

    /// <summary>The server writes into blocks of memory, and one may end within the head.</summary>
    [Fact]
    public async Task Error_should_be_explained_wherever_its_head_is_cut()
    {
        var explained = Encoding.UTF8.GetString(ServerErrors.Explained(Encoding.ASCII.GetBytes(Head))!);
        const string Before = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
        for (var cut = 1; cut < Head.Length; cut++)
        {
            Assert.Equal(Before + explained, await WrittenAsync(asks: true, Before, Head[..cut], Head[cut..]));
            Assert.Equal(Before + explained, await WrittenAsync(asks: false, Before, Head[..cut], Head[cut..]));
        }

        Assert.Equal(Before + explained, await WrittenAsync(asks: true, [Before, .. Head.Select(letter => letter.ToString())]));
    }

    [Theory]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nHTTP/1.1 4")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nH")]
    [InlineData("HTTP/1.1 505")]
    public async Task Other_answers_should_be_written_as_they_are_however_they_are_cut(string answer)
    {
        foreach (var asks in new[] { true, false })
        {
            Assert.Equal(answer, await WrittenAsync(asks, answer));
            Assert.Equal(answer, await WrittenAsync(asks, [.. answer.Select(letter => letter.ToString())]));
            Assert.Equal(answer + answer, await WrittenAsync(asks, answer[..7], answer[7..], answer[..^1], answer[^1..]));
        }
    }

    /// <summary>What reaches the client of what the server writes in these pieces.</summary>
    /// <param name="asks">Each piece is written into memory that was asked for anew; otherwise all into the same.</param>
    private static async Task<string> WrittenAsync(bool asks, params string[] pieces)
    {
        var (input, output) = (new Pipe(), new Pipe());
        await using var connection = new DefaultConnectionContext("test", new Transport(input.Reader, output.Writer), new Transport(output.Reader, input.Writer));
        connection.Transport = new Transport(input.Reader, output.Writer);
        await ServerErrors.Explain(async served =>
        {
            var to = served.Transport.Output;
            var memory = to.GetMemory(1024);
            foreach (var piece in pieces)
            {
                memory = asks ? to.GetMemory(piece.Length) : memory;
                Encoding.ASCII.GetBytes(piece).CopyTo(memory);
                to.Advance(piece.Length);
                memory = memory[piece.Length..];
            }

            await to.FlushAsync();
        })(connection);
        await output.Writer.CompleteAsync();
        using var reader = new StreamReader(output.Reader.AsStream());
        return await reader.ReadToEndAsync();
    }

    private sealed record Transport(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private static async Task<(string Head, string Body)> SendAsync(TestGateway gateway, string request)
    {
        var address = gateway.Client.BaseAddress!;
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(client.GetStream());
        var parts = (await reader.ReadToEndAsync()).Split("\r\n\r\n", 2);
        return (parts[0], parts[1]);
    }
}
