using System.Globalization;
using System.Text;

namespace Econet.Bench.HttpFuzzing;

/// <summary>Makes requests from what the gateway says of itself. Each is given by seed and number alone, so that one can be made again.</summary>
/// <param name="isSpared">What would end the run rather than test anything is made anew.</param>
internal sealed class RequestGenerator(IReadOnlyList<Operation> operations, int seed, string? key, Func<FuzzedRequest, string, bool> isSpared)
{
    private static readonly string[] Methods =
        ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "get", "Post", "QUERY", "X", "M-SEARCH"];

    private static readonly string[] Types =
    [
        "application/json", "application/json; charset=utf-8", "application/json; charset=utf-16", "application/problem+json", "text/plain", "application/xml",
        "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json;;;", "json", "*/*", "application/json; charset=\"", "a/b; c", "\u00ff",
    ];

    /// <summary>A name, and values that are about right; an odd one is taken as often.</summary>
    private static readonly (string Name, string[] Values)[] Headers =
    [
        ("Accept", ["application/json", "text/event-stream", "text/html", "text/csv", "*/*;q=0", "a/b, c/d;q=2", ";", "application/openmetrics-text; version=1.0.0"]),
        ("Accept-Encoding", ["gzip", "br", "gzip, br;q=0", "identity;q=0", "*", "zstd", "deflate"]), ("Accept-Language", ["de", "xx-YY;q=9"]),
        ("If-None-Match", ["*", "\"x\"", "W/\"1\"", "\"", "a,b"]), ("If-Modified-Since", ["Thu, 01 Jan 1970 00:00:00 GMT", "yesterday"]),
        ("Range", ["bytes=0-1", "bytes=9-1", "bytes=-1", "x=1"]), ("Prefer", ["respond-async", "respond-async, wait=1", "wait=99999999999", ",;,"]),
        ("Origin", ["null", "http://example.org", "http://localhost", "://"]), ("X-Request-ID", ["abc", "%0a"]), ("X-Forwarded-For", ["10.0.0.1", "::1, 127.0.0.1"]),
        ("X-Forwarded-Proto", ["https"]), ("Cookie", ["econet=1", "a=b; a=c", "=", "econet_session=CfDJ8"]), ("Last-Event-ID", ["0", "99999999999999999999", "-1"]),
        ("Cache-Control", ["no-cache", "only-if-cached"]), ("Content-Encoding", ["gzip", "br", "identity"]), ("TE", ["trailers"]), ("Expect", ["200-ok"]),
        ("Connection", ["close", "keep-alive, close", "upgrade"]), ("Sec-Fetch-Site", ["cross-site", "same-origin"]), ("Authorization", ["Bearer x", "Basic eA==", "Bearer", "Bearer a.b.c"]),
        ("X-API-Key", ["x"]), ("X-HTTP-Method-Override", ["DELETE"]), ("X-Ingress-Path", ["/x"]), ("traceparent", ["00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "00-0-0-0"]),
        ("Upgrade", ["websocket", "h2c"]), ("Content-Language", ["de"]), ("Forwarded", ["for=1.2.3.4"]), ("If-Match", ["*"]), ("Sec-WebSocket-Version", ["13", "1"]),
    ];

    public FuzzedRequest Make(long number)
    {
        for (var attempt = 0; ; attempt++)
        {
            var random = new Random(Mix(seed, number, attempt));
            var operation = operations[random.Next(operations.Count)];
            var method = random.Next(12) == 0 ? Methods[random.Next(Methods.Length)] : operation.Method;
            var target = Target(operation, random);
            var request = Assemble(method, target, operation, random);
            if (!isSpared(request, target))
                return request;
        }
    }

    /// <summary>The same in every process, which <see cref="HashCode"/> would not be.</summary>
    private static int Mix(int seed, long number, int attempt)
    {
        var mixed = unchecked(((ulong)number * 0x9E3779B97F4A7C15) ^ ((ulong)(uint)seed << 32) ^ ((ulong)(uint)attempt * 0xBF58476D1CE4E5B9));
        mixed = unchecked((mixed ^ (mixed >> 31)) * 0x94D049BB133111EB);
        return (int)(mixed >> 33);
    }

    private static string Target(Operation operation, Random random)
    {
        var path = new StringBuilder();
        foreach (var segment in operation.Path.TrimStart('/').Split('/'))
        {
            path.Append('/').Append(segment.StartsWith('{') ? Parameter(segment.Trim('{', '}'), random) : random.Next(60) == 0 ? OddTexts.InPath(random) : segment);
        }

        if (random.Next(30) == 0)
            path.Append(OddTexts.Of(random, "/", "//", "/.", "/..", ";", "%2F", "%00", "/" + OddTexts.InPath(random)));
        if (random.Next(200) == 0)
            path.Append('/').Append('a', random.Next(4_000, 12_000));
        var query = Query(operation, random);
        return path + (query.Length > 0 ? "?" + query : "");
    }

    /// <summary>Mostly one that there is, as otherwise nothing but 404 would be tested.</summary>
    private static string Parameter(string name, Random random) => random.Next(3) == 0 ? OddTexts.InPath(random) : name switch
    {
        "device" => OddTexts.Of(random, "heatpump", "heatpump", "neasmart"),
        "key" => OddTexts.Of(random, "HDWTSetPoint", "103", "TempWthr", "HDWTSetPoint@103", "HDWStartOneLoading"),
        "base" or "zone" or "group" or "pump" or "dehumidifier" or "id" => random.Next(14).ToString(CultureInfo.InvariantCulture),
        "name" => OddTexts.Of(random, "HDW", "hdw", "Circuit1", "kitchen"),
        "documentName" => "v1",
        _ => OddTexts.InPath(random),
    };

    private static string Query(Operation operation, Random random)
    {
        if (random.Next(4) == 0)
            return "";

        List<string> parts = [];
        foreach (var parameter in operation.Query.Where(_ => random.Next(3) == 0))
        {
            var value = parameter.Values.Count > 0 && random.Next(2) == 0 ? parameter.Values[random.Next(parameter.Values.Count)] : OddTexts.InPath(random);
            parts.Add($"{parameter.Name}={value}");
        }

        if (random.Next(20) == 0)
            parts.Add(OddTexts.InPath(random) + OddTexts.Of(random, "", "=", "=1", "[]=1"));
        if (random.Next(40) == 0 && parts.Count > 0)
            parts.Add(parts[0]);
        if (random.Next(400) == 0)
            parts.AddRange(Enumerable.Range(0, random.Next(1_500)).Select(i => string.Create(CultureInfo.InvariantCulture, $"a{i}=1")));
        return string.Join('&', parts);
    }

    private FuzzedRequest Assemble(string method, string target, Operation operation, Random random)
    {
        var body = operation.Body is { } example ? JsonMutation.Of(example, random)
            : random.Next(30) == 0 ? JsonMutation.Of("{}", random)
            : null;
        var head = new StringBuilder();
        var version = random.Next(300) == 0 ? OddTexts.Of(random, "HTTP/1.0", "HTTP/2.0", "HTTP/1.9", "HTP/1.1", "") : "HTTP/1.1";
        head.Append(CultureInfo.InvariantCulture, $"{method} {target} {version}\r\n");
        var isWhole = version == "HTTP/1.1";
        if (random.Next(200) != 0)
            head.Append(CultureInfo.InvariantCulture, $"Host: {(random.Next(60) == 0 ? OddTexts.Of(random, "example.org", "", "a:b:c", "[::1", "localhost:99999", "127.0.0.1, x") : "localhost")}\r\n");
        if (key is not null && random.Next(12) != 0)
            head.Append(CultureInfo.InvariantCulture, $"Authorization: Bearer {key}\r\n");
        for (var count = random.Next(3) == 0 ? random.Next(1, 5) : 0; count > 0; count--)
        {
            var (name, values) = Headers[random.Next(Headers.Length)];
            head.Append(CultureInfo.InvariantCulture, $"{name}: {(random.Next(3) == 0 ? OddTexts.InHeader(random) : values[random.Next(values.Length)])}\r\n");
        }

        if (random.Next(500) == 0)
            head.Insert(head.Length, string.Concat(Enumerable.Range(0, random.Next(200)).Select(i => string.Create(CultureInfo.InvariantCulture, $"X-{i}: {i}\r\n"))));
        if (random.Next(300) == 0)
        {
            head.Append(OddTexts.Of(random, "no colon\r\n", ": x\r\n", "A b: c\r\n", " folded\r\n", "A: b\nC: d\r\n", "X\0: y\r\n"));
            isWhole = false;
        }

        if (body is null)
        {
            if (random.Next(4) == 0 && method is "POST" or "PUT" or "PATCH")
                head.Append("Content-Length: 0\r\n");
            return new FuzzedRequest(method, Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()), [], isWhole);
        }

        if (random.Next(40) != 0)
            head.Append(CultureInfo.InvariantCulture, $"Content-Type: {(random.Next(12) == 0 ? Types[random.Next(Types.Length)] : Types[0])}\r\n");
        (var bytes, isWhole) = Framed(head, body, random, isWhole);
        return new FuzzedRequest(method, Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()), bytes, isWhole);
    }

    /// <summary>Tells the length of the body: as one piece, in chunks, or wrongly.</summary>
    private static (byte[] Body, bool IsWhole) Framed(StringBuilder head, byte[] body, Random random, bool isWhole)
    {
        switch (random.Next(60))
        {
            case 0:
                head.Append(CultureInfo.InvariantCulture, $"Content-Length: {body.Length + random.Next(-5, 50)}\r\n");
                return (body, false);
            case 1:
                head.Append(CultureInfo.InvariantCulture, $"Content-Length: {OddTexts.Of(random, "x", "-1", "99999999999999999999", "1, 2", "0x10")}\r\n");
                return (body, false);
            case 2:
                head.Append(CultureInfo.InvariantCulture, $"Transfer-Encoding: chunked\r\nContent-Length: {body.Length}\r\n");
                return (Chunks(body, random), false);
            case 3:
                head.Append("Transfer-Encoding: chunked\r\n");
                return ([.. Chunks(body, random).SkipLast(random.Next(1, 8))], false);
            case 4:
                head.Append(CultureInfo.InvariantCulture, $"Transfer-Encoding: {OddTexts.Of(random, "gzip, chunked", "identity", "chunked, chunked", "x")}\r\n");
                return (body, false);
            case < 10:
                head.Append("Transfer-Encoding: chunked\r\n");
                return (Chunks(body, random), isWhole);
            default:
                head.Append(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n");
                return (body, isWhole);
        }
    }

    private static byte[] Chunks(byte[] body, Random random)
    {
        using var chunks = new MemoryStream();
        for (var at = 0; at < body.Length;)
        {
            var length = Math.Min(body.Length - at, random.Next(1, 4_000));
            chunks.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{length:x}\r\n")));
            chunks.Write(body, at, length);
            chunks.Write("\r\n"u8);
            at += length;
        }

        chunks.Write("0\r\n\r\n"u8);
        return chunks.ToArray();
    }
}
