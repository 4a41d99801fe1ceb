using Econet.Actors.Messages;
using Econet.Actors.Parameters;
using Econet.Actors.Vocabulary;
using Econet.Values;

namespace Econet.Actors.Tests.Vocabulary;

/// <summary>The GM3 vocabulary against the parameters of one real controller.</summary>
public class RealTableTests
{
    private static readonly SystemVocabulary Vocabulary = Vocabularies.BuiltIn.Of(Vocabularies.Gm3);

    [RealTableFact]
    public void Row_should_name_a_parameter_that_a_real_controller_has()
    {
        var rows = Vocabulary.Files[^1].Rows;
        var stray = rows.Where(row => !RealTable.Rows.Any(r => row.Key.Match(r.Definition.Index, r.Definition.Name) is not null));

        Assert.Empty(stray.Select(row => $"line {row.Line}: {row.Key.Text}"));
    }

    [RealTableFact]
    public void Row_should_be_the_one_that_counts_for_a_parameter_at_least()
    {
        var counts = RealTable.Rows.Select(r => Vocabulary.Files[^1].Find(r.Definition.Index, r.Definition.Name)?.Row.Key.Text).ToHashSet();
        var idle = Vocabulary.Files[^1].Rows.Where(row => !counts.Contains(row.Key.Text));

        Assert.Empty(idle.Select(row => $"line {row.Line}: {row.Key.Text}"));
    }

    [RealTableFact]
    public void Name_of_a_value_should_be_of_one_that_the_parameter_can_hold()
    {
        foreach (var (definition, _) in RealTable.Rows)
        {
            var (low, high) = definition.Type.IsInteger() ? Value.Range(definition.Type) : (0, 1);
            Assert.All(definition.MeaningIn(Vocabulary).Values, named =>
            {
                Assert.InRange(named.Number, (long)low, (long)Int128.Min(high, long.MaxValue));
                Assert.True(
                    !(named.Number < (definition.Min as Limit.Fixed)?.Number) && !(named.Number > (definition.Max as Limit.Fixed)?.Number), $"{definition.Name}: {named}");
            });
        }
    }

    [RealTableFact]
    public void Value_of_a_real_controller_should_be_possible_and_plausible()
    {
        foreach (var (definition, value) in RealTable.Rows)
        {
            var meaning = definition.MeaningIn(Vocabulary);
            Assert.False(meaning.IsImpossible(value), $"{definition.Index} {definition.Name} = {value}");
            Assert.True(Plausibility.IsPlausible(meaning, value, default, default), $"{definition.Index} {definition.Name} = {value}");
        }
    }

    [RealTableFact]
    public void Vocabulary_should_know_most_of_what_a_real_controller_shows()
    {
        var meanings = RealTable.Rows.Select(r => r.Definition.MeaningIn(Vocabulary)).ToList();

        Assert.InRange(meanings.Count(meaning => meaning.Title is not null), 1_000, int.MaxValue);
        Assert.All(meanings, meaning => Assert.True(meaning.Title is not null == meaning.Source is not null, $"{meaning}"));
        Assert.All(meanings.Where(meaning => meaning.Title is not null), meaning => Assert.NotNull(meaning.Part));
    }

    [RealTableFact]
    public void Title_should_be_of_one_parameter_only_where_people_look()
    {
        var twice = RealTable.Rows.Select(r => r.Definition.MeaningIn(Vocabulary)).Where(meaning => meaning.Everyday)
            .GroupBy(meaning => meaning.Title!.English).Where(titles => titles.Count() > 1);

        Assert.Empty(twice.Select(titles => titles.Key));
    }
}
