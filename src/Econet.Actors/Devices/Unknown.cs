using Econet.Actors.Messages;

namespace Econet.Actors.Devices;

/// <summary>The answer to whoever asks for what is not there.</summary>
internal static class Unknown
{
    public static RequestFailed Device(string id) => new(EconetError.NotFound, $"Device '{id}' not found");
}
