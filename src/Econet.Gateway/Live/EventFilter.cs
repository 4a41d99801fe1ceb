using Econet.Actors.Devices;
using Econet.Actors.Parameters;
using Econet.Gateway.Configuration;
using Econet.Gateway.Http;

namespace Econet.Gateway.Live;

/// <summary>Which events a client wants.</summary>
/// <param name="Devices">Only those of these devices; null for all.</param>
/// <param name="Names">Of changes and writes, only those of these parameters.</param>
/// <param name="Qualities">Of changes, only those to these qualities.</param>
/// <param name="Keys">What keys the parameters of a snapshot.</param>
internal sealed record EventFilter(
    IReadOnlySet<string>? Devices = null, NamesFilter? Names = null, IReadOnlySet<Quality>? Qualities = null,
    ParameterKeys Keys = ParameterKeys.Name)
{
    private static readonly string[] Words = [.. Enum.GetNames<Quality>().Select(name => name.ToLowerInvariant())];

    /// <summary>From a request's query; the lists are separated by commas.</summary>
    /// <exception cref="BadRequestException">Something in it is not allowed.</exception>
    /// <exception cref="EconetException">There is no such device.</exception>
    public static EventFilter Of(IEconet econet, string? devices, string[]? names, string? qualities, ParameterKeys keys)
    {
        var wanted = devices is null ? null : Some("device", devices).Select(id => econet.Device(id).Id).ToHashSet();
        var good = qualities is null
            ? null
            : Some("quality", qualities).Select(q => Enum.Parse<Quality>(Requests.Choice("quality", q, Words)!, ignoreCase: true)).ToHashSet();
        return new EventFilter(wanted, NamesFilter.Of(names), good, keys);
    }

    public bool IsOf(string device) => Devices is null || Devices.Contains(device);

    public bool Passes(FeedEvent happened) =>
        IsOf(happened.Device)
        && (Names is null || happened.Parameter is null || Names.Matches(happened.Parameter))
        && (Qualities is null || happened.Quality is not { } quality || Qualities.Contains(quality));

    private static string[] Some(string name, string list) =>
        Requests.Items(list) is { Length: > 0 } items
            ? items
            : throw new BadRequestException($"'{name}' is empty; it takes a list separated by commas");
}
