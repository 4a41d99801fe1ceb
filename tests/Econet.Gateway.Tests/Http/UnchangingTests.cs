using System.Net;
using Econet.Gateway.Tests.Support;

namespace Econet.Gateway.Tests.Http;

public sealed class UnchangingTests
{
    [Theory]
    [InlineData("/openapi/v1.json", "br", "br")]
    [InlineData("/openapi/v1.json", "gzip, deflate", "gzip")]
    [InlineData("/openapi/v1.json", "", null)]
    [InlineData("/docs/scalar.js", "gzip, deflate, br", "gzip")]
    public async Task Answer_should_be_made_once_for_each_encoding(string path, string accepted, string? encoding)
    {
        await using var gateway = await TestGateway.StartOnSocketAsync();

        using var first = await AskAsync(gateway, path, accepted);
        using var second = await AskAsync(gateway, path + "?v=2", accepted);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
        Assert.Null(first.Headers.Age);
        Assert.NotNull(second.Headers.Age);
        Assert.NotEqual(first.Headers.GetValues("X-Request-ID"), second.Headers.GetValues("X-Request-ID"));
        Assert.Equal(encoding, second.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal(await first.Content.ReadAsByteArrayAsync(), await second.Content.ReadAsByteArrayAsync());
        Assert.Equal(first.Content.Headers.ContentType, second.Content.Headers.ContentType);
    }

    [Fact]
    public async Task What_is_not_there_should_not_be_kept()
    {
        const string Path = "/openapi/v9.json";
        await using var gateway = await TestGateway.StartOnSocketAsync();

        using var first = await AskAsync(gateway, Path, "br");
        using var second = await AskAsync(gateway, Path, "br");

        Assert.Equal(first.StatusCode, second.StatusCode);
        Assert.Null(second.Headers.Age);
    }

    private static async Task<HttpResponseMessage> AskAsync(TestGateway gateway, string path, string accepted)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);
        return await gateway.Client.SendAsync(request);
    }
}
