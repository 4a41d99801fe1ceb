namespace Econet.Gm3.Tests;

internal static class Hex
{
    /// <summary>Bytes written as hex digits, with spaces where they help.</summary>
    public static byte[] Bytes(string text) => Convert.FromHexString(text.Replace(" ", "", StringComparison.Ordinal));
}
