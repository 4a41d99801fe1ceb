using System.Text;
using Econet.Actors;
using Econet.Gateway.Configuration;

namespace Econet.Gateway.Commands;

/// <summary>Makes today's configuration file of an exported one, or of another gateway's.</summary>
internal static class ConfigurationImport
{
    /// <exception cref="ConfigurationException">The file can't be read, or its settings are invalid.</exception>
    public static async Task<int> RunAsync(Request.ImportConfiguration request, Surroundings around)
    {
        var source = Path.Combine(around.Directory, request.File);
        var target = Path.Combine(around.Directory, request.Output);
        if (!File.Exists(source))
        {
            throw new ConfigurationException($"{SettingValues.Quote(request.File)} does not exist; give the YAML or JSON file to import");
        }

        if (!request.Output.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) && !request.Output.EndsWith(".yml", StringComparison.OrdinalIgnoreCase))
        {
            throw new ConfigurationException($"{SettingValues.Quote(request.Output)}: the output is YAML; use a name that ends with .yaml");
        }

        var values = SettingValues.OfFile(source);
        _ = DeviceList.From(values);
        foreach (var remark in values.Remarks)
        {
            await around.Out.WriteLineAsync($"note: {remark}");
        }

        if (File.Exists(target) && !request.Force && !await Confirmation.AskAsync($"{request.Output} already exists. Overwrite it?", around))
        {
            await around.Error.WriteLineAsync($"{request.Output} already exists and was not changed; --force overwrites it");
            return Cli.Failed;
        }

        try
        {
            var text = ExportedConfiguration.WriteWithSecrets(values, Path.GetFileName(source));
            PrivateFile.Replace(target, file => file.Write(Encoding.UTF8.GetBytes(text)));
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            await around.Error.WriteLineAsync($"{request.Output} is not writable: {FailureReason.Of(failed)}");
            return Cli.Failed;
        }

        await around.Out.WriteLineAsync($"{request.Output} was written");
        if (ConfigurationFile.OthersBeside(target) is [var other, ..])
        {
            await around.Out.WriteLineAsync($"note: {other} exists too; remove it, or set CONFIG_FILE={request.Output}");
        }

        return Cli.Ok;
    }
}
