using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Json;

namespace Econet.Gateway.Logging;

/// <summary>
/// One JSON object for each event, with the field names of CLEF (https://clef-json.org): <c>@t</c> time, <c>@l</c> level, <c>@m</c> message and
/// <c>@x</c> exception. Unlike in CLEF the level is always there.
/// </summary>
internal sealed class JsonFormat : ITextFormatter
{
    private readonly JsonValueFormatter _values = new(typeTagName: null);

    public void Format(LogEvent logEvent, TextWriter output)
    {
        output.Write("{\"@t\":\"");
        output.Write(logEvent.Timestamp.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        output.Write("\",\"@l\":\"");
        output.Write(logEvent.Level);
        output.Write("\",\"@m\":");
        JsonValueFormatter.WriteQuotedJsonString(TextFormat.Message(logEvent), output);
        if (logEvent.Exception is { } exception)
        {
            output.Write(",\"@x\":");
            JsonValueFormatter.WriteQuotedJsonString(exception.ToString(), output);
        }

        foreach (var (name, value) in logEvent.Properties)
        {
            // Values without a name are in the message, as is what only the text needs.
            if (!char.IsAsciiDigit(name[0]) && name is not (ActorInLog.Prefix or RequestId.Suffix))
            {
                output.Write(',');
                JsonValueFormatter.WriteQuotedJsonString(name, output);
                output.Write(':');
                _values.Format(value, output);
            }
        }

        output.WriteLine('}');
    }
}
