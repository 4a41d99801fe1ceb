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
    /// <param name="message">Why it is no value, for the client; empty when it is.</param>
    /// <param name="error">What kind of error that is.</param>
    public static bool TryRead(
        ParameterState known, string key, object? given, [NotNullWhen(true)] out WriteInput? input, out string message, out EconetError error)
    {
        var (definition, meaning) = (known.Definition, known.Meaning);
        WordChange? bits = null;
        (input, error) = (null, EconetError.BadValue);
        if (given is BitChanges changes && definition.Writable)
        {
            if (!MeaningInput.TryBits(meaning, changes, out var change, out message))
            {
                return false;
            }

            if (known.Value.IsNone)
            {
                (error, message) = (EconetError.Unavailable, $"'{key}' was not read yet, so its other bits are not known");
                return false;
            }

            (given, bits) = ((decimal)change.In(known.Value.ToInteger()), change);
        }
        else if (definition.Writable && !MeaningInput.TryRaw(meaning, given, known.Min, known.Max, out given, out message))
        {
            return false;
        }

        if (!ValueInput.TryConvert(definition, given, known.Min, known.Max, out var value, out message))
        {
            return false;
        }

        input = new WriteInput(value, bits);
        return true;
    }
}
