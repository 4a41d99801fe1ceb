using System.Globalization;
using Econet.Actors.Messages;
using Econet.Actors.Vocabulary;
using Econet.Values;

namespace Econet.Gateway.History;

/// <summary>A parameter that is recorded, or once was.</summary>
/// <param name="Parameter">What its device said of it when it was last heard.</param>
/// <param name="Digits">Digits after the decimal point that are kept.</param>
internal sealed record Series(string Device, string Key, RecordedParameter Parameter, RecordedKind Kind, int Digits)
{
    public SeriesKey Id => new(Device, Key);

    /// <summary>Whether a client that calls it so means it.</summary>
    public bool IsCalled(string name)
    {
        var index = Parameter.Index.ToString(CultureInfo.InvariantCulture);
        return name == Key || name == index || name == "@" + index || name == $"{Parameter.Name}@{index}";
    }
}

/// <summary>The parts of a parameter's definition that its numbers need to be understood.</summary>
internal sealed record RecordedParameter(int Index, string Name, Unit Unit, ParameterType Type)
{
    public static RecordedParameter Of(ParameterDefinition definition) => new(definition.Index, definition.Name, definition.Unit, definition.Type);

    public Meaning MeaningIn(Vocabularies vocabularies) => new ParameterDefinition(Index, Name, Unit, Type, Writable: false).MeaningIn(vocabularies);
}
