namespace Econet.Gateway.Commands;

/// <summary>Asks whoever is at the terminal.</summary>
internal static class Confirmation
{
    /// <returns>True only when somebody is there and says yes.</returns>
    public static async Task<bool> AskAsync(string question, Surroundings around)
    {
        if (around.In is not { } input)
        {
            return false;
        }

        await around.Out.WriteAsync($"{question} [y/N] ");
        await around.Out.FlushAsync(around.Stop);
        return (await input.ReadLineAsync(around.Stop))?.Trim() is "y" or "Y" or "yes";
    }
}
