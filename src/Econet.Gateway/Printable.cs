namespace Econet.Gateway;

/// <summary>Text of others for a terminal, which it must not steer.</summary>
internal static class Printable
{
    public static string Of(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));
}
