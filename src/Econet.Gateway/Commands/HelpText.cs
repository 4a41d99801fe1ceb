using System.Text;
using Econet.Gateway.Configuration;

namespace Econet.Gateway.Commands;

internal static class HelpText
{
    public const string Hint = "Run with --help to see what there is.";

    public static string Write()
    {
        var help = new StringBuilder("""
            Econet.Gateway: REST for heating systems: GM3 heat pumps, NEA SMART 2.0.

            Usage:
              Econet.Gateway [options]              serve the bus of SERIAL_PORT, the NEA SMART
                                                    system of NEASMART_GATEWAY_SERVER_TYPE, or both
              Econet.Gateway demo [options]         serve embedded simulators
              Econet.Gateway simulate --tcp PORT | --link PATH [--seed N] [--unpaced] [--pairing]
                                                    be a simulated bus for another gateway, on a TCP port or a pseudo-terminal;
                                                    with --pairing its panel takes in the virtual thermostat
              Econet.Gateway simulate --neasmart tcp://HOST:PORT | PATH [--seed N] [--unpaced]
                                                    be a simulated NEA SMART system for another gateway: a master of Modbus
                                                    TCP, or of RTU on a pseudo-terminal
              Econet.Gateway healthcheck [options]  ask the gateway on this machine whether it lives; exit code 0 or 1
              Econet.Gateway --help | --version

            Every option is also an environment variable and a key of config.yaml; the command line wins over the environment,
            the environment over the file.


            """);
        foreach (var setting in Settings.All)
        {
            var where = setting.Path is null ? setting.Name : $"{setting.Name}, {setting.Path}";
            var standard = setting.Documented.Length > 0 ? $" Default: {setting.Documented}." : "";
            help.AppendLine(null, $"  {setting.Option,-22} {setting.Description}{standard}");
            help.AppendLine(null, $"  {"",-22} {Capital(setting.Allowed)}. [{where}]");
        }

        return help.ToString();
    }

    /// <summary>What a setting takes, as a sentence begins.</summary>
    public static string Capital(string text) =>
        // Names of values stay as they are.
        text.StartsWith("a ", StringComparison.Ordinal) || text.StartsWith("an ", StringComparison.Ordinal) ? "A" + text[1..]
        : text.StartsWith("seconds", StringComparison.Ordinal) ? "S" + text[1..]
        : text;
}
