using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;

namespace Econet.Gateway.Logging;

/// <summary>One line for each event. The lines of an exception are indented, so that none of them looks like another event.</summary>
internal sealed class TextFormat : ITextFormatter
{
    private const string Template = "{Timestamp:yyyy-MM-dd HH:mm:ss.fff} {Level:u4} {DevicePrefix:l}{Message:l}{RequestSuffix:l}{NewLine}";

    private readonly MessageTemplateTextFormatter _line = new(Template, CultureInfo.InvariantCulture);

    public void Format(LogEvent logEvent, TextWriter output)
    {
        _line.Format(logEvent, output);
        foreach (var line in logEvent.Exception?.ToString().ReplaceLineEndings("\n").Split('\n') ?? [])
        {
            output.Write("  ");
            output.WriteLine(HarmlessText.Harmless(line, HarmlessText.Longest));
        }
    }

    /// <summary>The message alone, as in the line.</summary>
    public static string Message(LogEvent logEvent)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        MessageOnly.Format(logEvent, text);
        return text.ToString();
    }

    private static readonly MessageTemplateTextFormatter MessageOnly = new("{DevicePrefix:l}{Message:l}", CultureInfo.InvariantCulture);
}
