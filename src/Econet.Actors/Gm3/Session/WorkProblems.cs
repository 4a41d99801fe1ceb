using System.Globalization;
using Econet.Actors.Devices;
using Econet.Actors.Gm3.Work;
using Econet.Actors.Messages;

namespace Econet.Actors.Gm3.Session;

/// <summary>What the devices on the bus leave unanswered, where their owner misses something for it.</summary>
internal static class WorkProblems
{
    /// <summary>More ranges than these are not named one by one.</summary>
    private const int MostRanges = 5;

    public static IEnumerable<Finding> Of(BusWork work) =>
    [
        .. work.Spaces.SelectMany(Of),
        .. work.AlarmsAreUnreadable && !work.Spaces.Panel.Repertoire.IsSilent(RequestKind.Alarms)
            ? (Finding[])[new(
                ProblemCode.AlarmsUnreadable,
                "The panel refuses to send its alarm log, or sends one that can't be read: look up alarms on the panel itself. The log is requested again "
                + "every 5 minutes")]
            : [],
    ];

    private static IEnumerable<Finding> Of(DeviceSpace space)
    {
        if (space.IsSilent)
        {
            yield return new Finding(
                ProblemCode.PanelSilent,
                $"The {space.Name} answers no requests, so its values are not read: switch it off and on again. Everything else works");
        }
        else if (space.HasNoStructures)
        {
            yield return new Finding(
                ProblemCode.StructuresUnanswered,
                $"The {space.Name} does not describe its parameters, so none of them can be read or written: switch it off and on again, and report its "
                + "model if that does not help. It is asked again every hour; everything else works");
        }

        if (space.IsReady && space.Parameters.Unreadable is { Count: > 0 } unreadable)
        {
            yield return new Finding(
                ProblemCode.StructuresUnreadable,
                string.Create(CultureInfo.InvariantCulture, $"The {space.Name} describes {unreadable.Count} of its {space.Parameters.Count} parameters ")
                + $"in a way that can't be read ({Listed(unreadable.Select(index => Name(space, index, index)), unreadable.Count)}), so they are left "
                + "out: report its model. Everything else works");
        }

        if (Unread(space) is { } unread)
        {
            yield return new Finding(
                ProblemCode.ValuesUnanswered,
                $"The {space.Name} leaves {unread} unanswered, so their values are not read: report its model. They are requested again every "
                + "hour; everything else works");
        }

        if (space.Repertoire.IsSilent(RequestKind.Alarms))
        {
            yield return new Finding(
                ProblemCode.AlarmsUnreadable,
                $"The {space.Name} does not answer requests for its alarm log: look up alarms on the {space.Name} itself. The log is requested again every hour");
        }
    }

    private static string? Unread(DeviceSpace space)
    {
        if (space.Repertoire.IsSilent(RequestKind.Values))
        {
            return "all of its parameters";
        }

        var silent = space.Unanswered.Silent.ToList();
        if (silent.Count == 0)
        {
            return null;
        }

        var named = Listed(silent.Select(range => Name(space, range.First, range.Last)), silent.Count);
        return string.Create(
            CultureInfo.InvariantCulture, $"{silent.Sum(range => range.Count)} of its {space.Parameters.Count} parameters ({named})");
    }

    private static string Listed(IEnumerable<string> names, int count) =>
        string.Join(", ", names.Take(MostRanges)) + (count > MostRanges ? ", …" : "");

    private static string Name(DeviceSpace space, int first, int last) => first == last
        ? string.Create(CultureInfo.InvariantCulture, $"{space.Parameters.Index(first)}")
        : string.Create(CultureInfo.InvariantCulture, $"{space.Parameters.Index(first)}–{space.Parameters.Index(last)}");
}
