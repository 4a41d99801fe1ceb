namespace Econet.Gateway.Configuration;

/// <summary>How settings are described in help and documentation.</summary>
internal static class SettingText
{
    /// <summary>What a setting takes, as a sentence begins.</summary>
    public static string Capital(string text) =>
        // Names of values stay as they are.
        text.StartsWith("a ", StringComparison.Ordinal) || text.StartsWith("an ", StringComparison.Ordinal) ? "A" + text[1..]
        : text.StartsWith("seconds", StringComparison.Ordinal) ? "S" + text[1..]
        : text;
}
