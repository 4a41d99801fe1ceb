using Econet.Values;

namespace Econet.Actors.Vocabulary;

/// <summary>What a number of an enumeration is called.</summary>
public sealed record NamedValue(long Number, Text Name);

/// <summary>What a bit of a word is called.</summary>
/// <param name="Bit">0 is the least.</param>
/// <param name="Inverted">The bit says the contrary: 0 is on.</param>
public sealed record NamedBit(int Bit, Text Name, bool Inverted)
{
    /// <summary>Whether what the name says holds in this word.</summary>
    public bool IsOn(Value word) => ((word.ToInteger() >> Bit) & 1) == (Inverted ? 0 : 1);

    /// <summary>The word with this bit so that what the name says holds or not, and all others as they were.</summary>
    public Int128 Set(Int128 word, bool on)
    {
        var mask = Int128.One << Bit;
        return on != Inverted ? word | mask : word & ~mask;
    }
}

/// <summary>Bits that a device may decide itself while another bit is set, whatever was written with it.</summary>
/// <param name="While">The bit that leaves the decision to the device.</param>
/// <param name="Bits">Those that it decides.</param>
public sealed record DecidedBits(int While, Int128 Bits)
{
    /// <summary>Whether a device that was written <paramref name="wanted"/> and holds <paramref name="held"/> has done as it was told.</summary>
    public bool Allow(Value wanted, Value held) =>
        wanted.Type == held.Type && wanted.Type.IsInteger()
        && ((wanted.ToInteger() >> While) & 1) == 1 && (wanted.ToInteger() & ~Bits) == (held.ToInteger() & ~Bits);
}

/// <summary>A part of a heating system.</summary>
/// <param name="Id">For programs: <c>hot_water</c>, <c>circuit_2</c>.</param>
/// <param name="Kind">The same without a number: <c>circuit</c>.</param>
public sealed record Part(string Id, string Kind, Text Title);

/// <summary>How often a value is asked for where nobody else tells it.</summary>
public enum PollClass : byte
{
    /// <summary>Hardly ever changes: once an hour.</summary>
    Constant,

    /// <summary>Changes when somebody sets it: every minute.</summary>
    Setting,

    /// <summary>Changes by itself: every half minute, more often while it moves.</summary>
    State,

    /// <summary>What people look at: with every token.</summary>
    Measured,
}

/// <summary>Where a meaning is known from.</summary>
public enum Evidence
{
    /// <summary>Concluded from name, range, type and neighbours.</summary>
    Inferred,

    /// <summary>Values of real devices bear it out.</summary>
    Observed,

    /// <summary>A maker's document or a description of the protocol says it.</summary>
    Documented,
}
