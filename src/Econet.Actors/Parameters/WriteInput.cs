using System.Diagnostics.CodeAnalysis;
using Econet.Actors.Messages;
using Econet.Actors.Vocabulary;
using Econet.Values;

namespace Econet.Actors.Parameters;

/// <summary>What a client wants a parameter to hold.</summary>
/// <param name="Value">As a value of the device's.</param>
/// <param name="Bits">The bits that alone are to become others; null for the whole value.</param>
internal sealed record WriteInput(Value Value, WordChange? Bits)
{
    /// <summary>What a client gave, by its name or scaled where the vocabulary has one.</summary>
    /// <param name="failure">Why it is no value, for the client; null when it is.</param>
    public static bool TryRead(
        ParameterState known, string key, object? given, [NotNullWhen(true)] out WriteInput? input, [NotNullWhen(false)] out RequestFailed? failure)
    {
        var (definition, meaning) = (known.Definition, known.Meaning);
        WordChange? bits = null;
        input = null;
        if (given is BitChanges changes && definition.Writable)
        {
            if (!MeaningInput.TryBits(meaning, changes, out var change, out failure))
            {
                return false;
            }

            if (known.Value.IsNone)
            {
                failure = new RequestFailed(EconetError.Unavailable, $"'{key}' was not read yet, so its other bits are not known");
                return false;
            }

            (given, bits) = ((decimal)change.In(known.Value.ToInteger()), change);
        }
        else if (definition.Writable && !MeaningInput.TryRaw(meaning, given, known.Min, known.Max, out given, out failure))
        {
            return false;
        }

        if (!ValueInput.TryConvert(definition, given, known.Min, known.Max, out var value, out failure))
        {
            return false;
        }

        input = new WriteInput(value, bits);
        return true;
    }
}
