using System.Net;
using System.Text.Json;

namespace Econet.Gateway.Tests.Support;

internal static class Expect
{
    /// <summary>Problem details of this status, with the text in <c>error</c> as in <c>detail</c>, and nothing of the program's inside.</summary>
    /// <returns>The text.</returns>
    public static string Problem((HttpResponseMessage Response, JsonElement Body) answer, HttpStatusCode status)
    {
        var (response, body) = answer;
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal((int)status, body.GetProperty("status").GetInt32());
        Assert.NotEmpty(body.GetProperty("title").GetString()!);
        var error = body.GetProperty("error").GetString()!;
        Assert.NotEmpty(error);
        Assert.Equal(error, body.GetProperty("detail").GetString());
        Assert.Matches("^[a-z]+(_[a-z]+)*$", body.GetProperty("code").GetString());
        Assert.DoesNotContain("Exception", body.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", body.GetRawText(), StringComparison.Ordinal);
        return error;
    }

    /// <summary>Waits until it is so.</summary>
    /// <param name="state">What to say when it is not.</param>
    public static async Task EventuallyAsync(Func<Task<bool>> isSo, Func<object>? state = null)
    {
        for (var started = TimeProvider.System.GetTimestamp(); !await isSo();)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(60), $"It is still not so. {state?.Invoke()}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    public static IEnumerable<string> Names(this JsonElement value) => value.EnumerateObject().Select(p => p.Name);
}
