using System.Net;

namespace Econet.Gateway.Hosting;

/// <summary>
/// Where a running gateway is reached from its own machine, kept in the state directory: <c>healthcheck</c> does not know the command line of the
/// gateway that it asks about.
/// </summary>
internal sealed class ServedAddress(string stateDirectory)
{
    private readonly string _path = Path.Combine(stateDirectory, "api-address");

    /// <summary>Null when no gateway runs with this directory, or it could not write its address.</summary>
    public Uri? Find()
    {
        try
        {
            return File.Exists(_path) && Uri.TryCreate(File.ReadAllText(_path).Trim(), UriKind.Absolute, out var address) ? address : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <param name="served">An address that the server is bound to.</param>
    public void Tell(string served)
    {
        var address = new UriBuilder(served);
        address.Host = address.Host switch
        {
            "0.0.0.0" => IPAddress.Loopback.ToString(),
            "[::]" => $"[{IPAddress.IPv6Loopback}]",
            var other => other,
        };
        Try(() => File.WriteAllText(_path, address.Uri.GetLeftPart(UriPartial.Authority)));
    }

    public void Forget() => Try(() => File.Delete(_path));

    /// <summary>Without it <c>healthcheck</c> goes by the settings.</summary>
    private static void Try(Action change)
    {
        try
        {
            change();
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            // The log says that nothing can be kept there.
        }
    }
}
