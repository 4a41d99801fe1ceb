using System.Text.Json;

namespace Econet.Actors.Messages;

/// <summary>A device as plain data: what a configuration, a request or another node can tell.</summary>
/// <param name="Id">The user's name for it: 1 to 64 letters, digits, <c>-</c> and <c>_</c>.</param>
/// <param name="Kind"><c>gm3</c> or <c>neasmart</c>.</param>
/// <param name="Address">
/// Where it is: <c>/dev/ttyUSB0</c>, <c>COM3</c> or <c>tcp://host:port</c>; for a <c>neasmart</c> whose base comes to us over TCP the address
/// to listen on, <c>listen://0.0.0.0:502</c>.
/// </param>
/// <param name="Options">
/// What differs from the defaults, as a JSON object with the members of the kind's options (<c>Gm3Options</c>, <c>NeaSmartOptions</c>) in
/// snake_case, spans of time as <c>"00:00:30"</c>; null for none.
/// </param>
public sealed record DeviceSpec(string Id, string Kind, string Address, JsonElement? Options = null)
{
    /// <summary>What its owner calls it, for people; null for nothing. The device goes on as it is when this changes.</summary>
    public string? Name { get; init; }
}
