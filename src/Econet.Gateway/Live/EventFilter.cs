using Econet.Actors.Devices;
using Econet.Actors.Messages;
using Econet.Gateway.Configuration;
using Econet.Gateway.Http;
using Econet.Gateway.Security;

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
    /// <summary>What the client may see at all.</summary>
    public Grant Sight { get; init; } = Grant.All;


    private static readonly string[] Words = [.. Enum.GetNames<Quality>().Select(name => name.ToLowerInvariant())];

    /// <summary>From a request's query; the lists are separated by commas.</summary>
    /// <param name="sight">What the client may see at all.</param>
    /// <exception cref="BadRequestException">Something in it is not allowed, or not to this client.</exception>
    /// <exception cref="EconetException">There is no such device.</exception>
    public static EventFilter Of(IEconet econet, string? devices, string[]? names, string? qualities, ParameterKeys keys, Grant sight)
    {
        var wanted = devices is null ? null : Some("device", devices).Select(id => econet.Device(id).Id).ToHashSet();
        if (wanted?.FirstOrDefault(id => !sight.CoversDevice(id)) is { } hidden)
        {
            throw Callers.Refused($"This key may not use the device {hidden}");
        }

        var good = qualities is null
            ? null
            : Some("quality", qualities).Select(q => Enum.Parse<Quality>(Requests.Choice("quality", q, Words)!, ignoreCase: true)).ToHashSet();
        return new EventFilter(wanted, NamesFilter.Of(names), good, keys) { Sight = sight };
    }

    public bool IsOf(string device) => (Devices is null || Devices.Contains(device)) && Sight.CoversDevice(device);

    /// <summary>Whether a snapshot is sent unchanged.</summary>
    public bool TakesAll => Names is null && Qualities is null && Sight.IsForAllParameters;

    public bool Takes(ParameterValue parameter) =>
        (Qualities is null || Qualities.Contains(parameter.Quality)) && Sight.CoversParameter(parameter.Key, parameter.Name);

    public bool Passes(FeedEvent happened) =>
        IsOf(happened.Device)
        && (Names is null || happened.Parameter is null || Names.Matches(happened.Parameter))
        && (Qualities is null || happened.Quality is not { } quality || Qualities.Contains(quality))
        && (Sight.IsForAllParameters || happened.Parameter is null || Sight.CoversKey(happened.Parameter[0]));

    private static string[] Some(string name, string list) =>
        Requests.Items(list) is { Length: > 0 } items
            ? items
            : throw new BadRequestException($"'{name}' is empty; it takes a list separated by commas");
}
