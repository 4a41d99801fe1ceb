using Econet.Actors.Parameters;

namespace Econet.Actors.NeaSmart;

/// <summary>What the status tells of registers and traffic, which every thread may ask for.</summary>
internal static class RegistersStatus
{
    /// <param name="badValues">Words that their registers can't mean.</param>
    public static StatusSection[] Of(RegisterBank bank, Traffic traffic, long badValues)
    {
        var figures = bank.Figures();
        return
        [
            new RegistersSection(
                figures.Stored, figures.InSync, figures.Offers, badValues, bank.HeardAt?.Time, figures.LastWrite, figures.IsStale),
            new ModbusTrafficSection(
                traffic.Requests, figures.Reads, figures.Writes, traffic.Exceptions, traffic.IgnoredUnits, traffic.BadStreams, traffic.CrcErrors,
                traffic.SkippedBytes, traffic.Overtaken),
        ];
    }
}
