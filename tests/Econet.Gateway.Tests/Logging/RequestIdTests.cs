using Econet.Gateway.Logging;
using Econet.Gateway.Tests.Support;

namespace Econet.Gateway.Tests.Logging;

public sealed class RequestIdTests
{
    [Theory]
    [InlineData("abc-123_4.5", true)]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("a<script>", false)]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789", false)]
    public async Task Id_of_the_client_should_be_kept_when_it_is_one(string given, bool isKept)
    {
        await using var gateway = await TestGateway.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/nowhere");
        request.Headers.TryAddWithoutValidation(RequestId.Header, given);

        using var response = await gateway.Client.SendAsync(request);

        var id = Assert.Single(response.Headers.GetValues(RequestId.Header));
        Assert.Equal(isKept, id == given);
        Assert.Matches("^[A-Za-z0-9._-]{1,64}$", id);
        var line = Assert.Single(gateway.Log.Events, e => e.Properties.ContainsKey("StatusCode"));
        Assert.Equal($"\"{id}\"", line.Properties[RequestId.Property].ToString());
    }
}
