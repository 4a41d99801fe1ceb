using System.Globalization;
using Econet.Actors.Devices;
using Econet.Actors.Messages;

namespace Econet.Actors.NeaSmart;

/// <summary>What keeps a base from being understood, in words.</summary>
internal static class MasterProblems
{
    public static IEnumerable<Finding> Of(ServerContext shared)
    {
        if (shared.Watch.RtuHosts is { Count: > 0 } hosts)
        {
            yield return new Finding(
                ProblemCode.ModbusFraming,
                $"Modbus RTU frames arrive at the Modbus TCP port, from {string.Join(", ", hosts)}: the adapter is in transparent mode. Set it to Modbus TCP "
                + "(\"RTU to TCP\"), or let the gateway connect to it, with server type serial and the address tcp://host:port");
        }

        if (shared.Watch.OtherUnits is { Count: > 0 } others)
        {
            var (asked, ours) = (List(others), List(shared.Options.Units));
            yield return new Finding(
                ProblemCode.ModbusUnit,
                $"The base addresses Modbus unit {asked}, but the gateway is unit {ours}: set the slave id in the base to "
                + $"{shared.Options.Units[0].ToString(CultureInfo.InvariantCulture)}, or the gateway's slave_ids to {asked}");
        }
    }

    private static string List(IEnumerable<byte> units) =>
        string.Join(", ", units.Select(unit => unit.ToString(CultureInfo.InvariantCulture)));
}
