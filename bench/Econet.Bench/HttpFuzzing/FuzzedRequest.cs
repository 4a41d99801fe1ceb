using System.Globalization;
using System.Text;

namespace Econet.Bench.HttpFuzzing;

/// <summary>A request as it goes over the line.</summary>
/// <param name="Head">Request line and headers, with the empty line behind them.</param>
/// <param name="Body">What follows.</param>
/// <param name="IsWhole">Its framing is as HTTP has it, so that an answer must come and another request can follow.</param>
internal sealed record FuzzedRequest(string Method, byte[] Head, byte[] Body, bool IsWhole)
{
    private const int Shown = 2_000;

    public byte[] ToBytes() => [.. Head, .. Body];

    /// <summary>For a report: to be read, and to be sent again.</summary>
    public override string ToString()
    {
        var text = string.Concat(Encoding.Latin1.GetString([.. Head, .. Body.Take(Shown)]).Select(c =>
            c is '\n' ? "\n" : c is '\r' ? "" : c is < ' ' or > '~' ? string.Create(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}") : c.ToString()));
        return text.Length > 2 * Shown ? $"{text[..(2 * Shown)]}… ({Head.Length + Body.Length} bytes)" : text;
    }
}
