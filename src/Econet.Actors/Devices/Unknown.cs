using Econet.Actors.Parameters;

namespace Econet.Actors.Devices;

/// <summary>The error of whoever asks for what is not there.</summary>
internal static class Unknown
{
    public static EconetException Device(string id) => new(EconetError.NotFound, $"Device '{id}' not found");
}
