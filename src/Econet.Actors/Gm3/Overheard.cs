using Econet.Gm3;
using Econet.Gm3.Payloads;

namespace Econet.Actors.Gm3;

/// <summary>
/// Follows what others ask and answer, so that an answer counts only right behind the request that it fits: a value answer alone does not
/// say what it was asked for.
/// </summary>
internal sealed class Overheard
{
    private (ushort Asker, ushort Asked, ParameterSelection Selection)? _read;
    private (ushort Asker, ushort Asked, Modify Write)? _write;

    /// <summary>What was asked for, when <paramref name="frame"/> answers somebody else's request for values.</summary>
    public ParameterSelection? Values(Frame frame)
    {
        if (frame.Command == Command.GetParams)
        {
            _read = ParameterSelection.TryParse(frame.Data.Span, out var selection) ? (frame.Source, frame.Destination, selection) : null;
            return null;
        }

        if (frame.Command != Command.GetParamsAnswer || _read is not { } request)
        {
            return null;
        }

        _read = null;
        return frame.Source == request.Asked && frame.Destination == request.Asker ? request.Selection : null;
    }

    /// <summary>What was written, when <paramref name="frame"/> accepts somebody else's write.</summary>
    public Modify? Write(Frame frame)
    {
        if (frame.Command == Command.ModifyParam)
        {
            _write = Modify.TryParse(frame.Data.Span, out var modify) ? (frame.Source, frame.Destination, modify) : null;
            return null;
        }

        if (frame.Command != Command.ModifyParamAnswer || _write is not { } request)
        {
            return null;
        }

        _write = null;
        return frame.Source == request.Asked && frame.Destination == request.Asker && Modify.IsAccepted(frame) ? request.Write : null;
    }
}
