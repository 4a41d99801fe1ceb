using System.Globalization;
using Econet.Values;

namespace Econet.Simulation.Gm3;

/// <summary>The panel's own moving values: its clock and its room temperature, by wire index.</summary>
internal static class PanelValues
{
    public static void Update(ParameterSpace panel, DateTime now, double temperature)
    {
        panel.Set(0, Value.Of(now.ToString("HH:mm", CultureInfo.InvariantCulture)));
        panel.Put(1, Math.Round(temperature + 0.8, 2));
        panel.Put(3, now.DayOfYear);
        panel.Put(4, now.Second);
        panel.Put(5, now.Minute);
        panel.Put(6, now.Hour);
        panel.Put(7, now.Day);
        panel.Put(8, (int)now.DayOfWeek);
        panel.Put(9, now.Month);
        panel.Set(17, Value.Of(now.ToString("dd.MM.yyyy", CultureInfo.InvariantCulture)));
        panel.Set(369, Value.Of(now.ToString("HH:mm  dd.MM.yyyy", CultureInfo.InvariantCulture)));
    }
}
