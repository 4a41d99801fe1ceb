using System.Text;

namespace Econet.Actors.Ports;

/// <summary>
/// What an adapter says in words before it closes a connection ("Port already in use"), fit to be shown: printable ASCII in one line.
/// </summary>
internal static class AdapterText
{
    private const int MinLength = 4;
    private const int MaxLength = 120;
    private const byte TelnetCommand = 0xFF;
    private const int TelnetCommandSize = 3;

    /// <summary>Null when the bytes are no text.</summary>
    /// <param name="bytes">All that the connection brought; ser2net as a telnet server begins with commands, which are left out.</param>
    public static string? Of(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        for (var at = 0; at < bytes.Length; at++)
        {
            switch (bytes[at])
            {
                case TelnetCommand when at + TelnetCommandSize <= bytes.Length:
                    at += TelnetCommandSize - 1;
                    break;
                case (byte)' ' or (byte)'\r' or (byte)'\n' or (byte)'\t' or 0:
                    if (text.Length > 0 && text[^1] != ' ')
                    {
                        text.Append(' ');
                    }

                    break;
                case > (byte)' ' and <= (byte)'~' and var printable:
                    text.Append((char)printable);
                    break;
                default:
                    return null;
            }
        }

        var line = text.ToString().TrimEnd();
        return line.Length < MinLength ? null : line.Length > MaxLength ? line[..MaxLength] + "…" : line;
    }
}
