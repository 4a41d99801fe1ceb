using Econet.Actors.Vocabulary;
using Econet.Values;

namespace Econet.Actors.Tests.Vocabulary;

public class LanguageTests
{
    private static readonly IEnumerable<string> Texts = Vocabularies.BuiltIn.Systems.SelectMany(system => Vocabularies.BuiltIn.Of(system).Texts).ToHashSet();

    public static TheoryData<string> Codes => [.. Vocabularies.Languages.Keys.Where(code => code != "en")];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Language_should_have_every_text_and_no_other(string code)
    {
        var translated = Vocabularies.Languages[code].Texts.Keys;

        Assert.Empty(Texts.Except(translated));
        Assert.Empty(translated.Except(Texts));
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void Title_should_begin_with_the_title_of_its_part_where_the_english_one_does(string code)
    {
        var language = Vocabularies.Languages[code];
        foreach (var (part, title) in from system in Vocabularies.BuiltIn.Systems
                                      from file in Vocabularies.BuiltIn.Of(system).Files
                                      from part in file.Parts.Values
                                      where part.Contains('{', StringComparison.Ordinal)
                                      from row in file.Rows
                                      where row.Title?.StartsWith(part + " ", StringComparison.Ordinal) ?? false
                                      select (part, row.Title))
        {
            Assert.StartsWith(language.Of(part) + " ", language.Of(title));
        }
    }

    [Theory]
    [InlineData("en", "Circuit 2 schedule, Sunday until noon", "84.48 kWh")]
    [InlineData("de", "Heizkreis 2 Zeitprogramm, Sonntag bis mittags", "84,48 kWh")]
    [InlineData("pl", "Obieg 2 harmonogram, Niedziela do południa", "84,48 kWh")]
    public void Text_should_be_told_in_a_language_with_all_that_stands_in_its_places(string code, string title, string energy)
    {
        var language = Vocabularies.Languages[code];
        var vocabulary = Vocabularies.BuiltIn.Of(Vocabularies.Gm3);
        var used = vocabulary.Of(1285, "AXEN_REGISTER_1202_1203", Unit.None, ParameterType.UInt32);

        Assert.Equal(title, vocabulary.Of(297, "Circuit2SundayAM", Unit.None, ParameterType.UInt32).Title?.In(language));
        Assert.Equal(energy, Display.Of(used, Value.Of(ParameterType.UInt32, 8448), language));
    }

    [Fact]
    public void Each_form_of_a_text_should_have_its_placeholders()
    {
        Assert.Equal("{n} lata | {n} lat", LanguageReader.Read("language: pl\ninterface: { '{n} years': '{n} lata | {n} lat' }", "pl.yaml").Interface["{n} years"]);
        Assert.Contains("placeholders", Assert.Throws<VocabularyException>(
            () => LanguageReader.Read("language: pl\ninterface: { '{n} years': '{n} lata | lat' }", "pl.yaml")).Message, StringComparison.Ordinal);
    }
}
