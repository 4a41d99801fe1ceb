using Econet.Actors.Vocabulary;

namespace Econet.Actors.Tests.Vocabulary;

public class VocabularyReaderTests
{
    [Theory]
    [InlineData("HDWTSetPoint: {titel: Tank}", "unknown field 'titel' of HDWTSetPoint; valid fields are title, part, quantity")]
    [InlineData("HDWTSetPoint: Tank", "HDWTSetPoint must hold fields, as in '{title: Outdoor temperature}'")]
    [InlineData("HDWTSetPoint: {quantity: temprature}", "unknown quantity 'temprature'; valid ones are base_setpoint, ")]
    [InlineData("HDWTSetPoint: {part: tank}", "unknown part 'tank'; valid ones are ")]
    [InlineData("HDWTSetPoint: {part: zone}", "there can be several of the part 'zone'; say which one, as in 'zone 1'")]
    [InlineData("HDWTSetPoint: {part: system 2}", "there is only one part 'system'; leave out the number")]
    [InlineData("HDWTSetPoint: {scale: 100}", "'100' is not a scale; use one such as '/100'")]
    [InlineData("HDWTSetPoint: {values: on_of}", "unknown choices 'on_of'; use no_yes, off_on, or map numbers to names, as in '{0: Off, 1: On}'")]
    [InlineData("HDWTSetPoint: {values: {off: 0}}", "'off' is not a whole number; 'values' maps numbers to names")]
    [InlineData("HDWTSetPoint: {bits: {64: Pump}}", "'64' is not a bit number; bits are 0 to 63")]
    [InlineData("HDWTSetPoint: {bits: {1: Pump}, values: {1: Pump}}", "a number can have names for its values or for its bits, not both")]
    [InlineData("HDWTSetPoint: {sane: [100, 0]}", "'sane' takes the lowest and highest number, as in [0, 100]")]
    [InlineData("HDWTSetPoint: {sane: 100}", "'sane' takes the lowest and highest number, as in [0, 100]")]
    [InlineData("HDWTSetPoint: {precision: 1.5}", "'precision' must be a whole number")]
    [InlineData("HDWTSetPoint: {precision: ten}", "'precision' is 'ten'; it takes a number from 0 to 9")]
    [InlineData("HDWTSetPoint: {counter: yes}", "'counter' is 'yes'; it takes true or false")]
    [InlineData("HDWTSetPoint: {poll: often}", "'poll' is 'often'; it takes constant, measured, setting, state")]
    [InlineData("HDWTSetPoint: {level: all}", "'level' is 'all'; it takes everyday, expert")]
    [InlineData("HDWTSetPoint: {source: rumour}", "'source' is 'rumour'; it takes documented, inferred, observed")]
    [InlineData("HDWTSetPoint: {icon: fire}", "'fire' is not an icon; use one such as mdi:fire")]
    [InlineData("HDWTSetPoint: {title: ''}", "'title' must be text")]
    [InlineData("HDWTSetPoint: {title: 'Pump {n}'}", "'{n}' in 'title' has no meaning: the name 'HDWTSetPoint' has no placeholders")]
    [InlineData("Pump{k}: {title: Pump}", "'{k}' is not a placeholder for names; valid ones are {day}, {half}, {m}, {n}")]
    [InlineData("Pump{n+1}: {title: Pump}", "'{n+1}' is not a placeholder for names; valid ones are {day}, {half}, {m}, {n}")]
    [InlineData("103: {title: Tank}", "'103' alone may mean another parameter on another controller; write 'name@103', or '@103' for one without a name")]
    [InlineData("HDWTSetPoint: {quantity: percent, unit: °C}", "the quantity percent has the unit %; leave out 'unit'")]
    [InlineData("HDWTSetPoint: {decides: {bits: [0]}}", "'decides' takes the bits that the device sets by itself, and the bit that allows it to")]
    public void Error_should_name_line_and_remedy(string row, string message)
    {
        var error = Assert.Single(Refused($"system: neasmart\n\nparameters:\n  {row}\n").Errors);

        Assert.StartsWith(message, error.Message);
        Assert.Equal(("mine.yaml", 4), (error.File, error.Line));
        Assert.StartsWith("mine.yaml line 4: ", error.ToString());
    }

    [Fact]
    public void Everything_wrong_should_be_told_at_once_by_line()
    {
        var refused = Refused(
            """
            system: gm3
            parametres: {}
            parameters:
              A: {title: [1]}
              B: {scale: x, poll: y}
            alarms:
              300: None
            """);

        Assert.Equal([2, 4, 5, 5, 7], refused.Errors.Select(error => error.Line));
        Assert.Contains("unknown field 'parametres' of the file; valid fields are system, quantities, parts, choices, parameters, alarms", refused.Message);
        Assert.Contains("'300' is not an alarm code; codes are 0 to 255", refused.Message);
    }

    [Theory]
    [InlineData("parameters: {}", 1, "the file does not say which system it is for; begin it with 'system: gm3'")]
    [InlineData("", 1, "the file does not say which system it is for; begin it with 'system: gm3'")]
    [InlineData("- a list", 1, "the file does not say which system it is for; begin it with 'system: gm3'")]
    [InlineData("system: em", 1, "unknown system 'em'; it takes gm3 or neasmart")]
    [InlineData("system: gm3\nparameters:\n\tA: {}", 3, "invalid YAML: ")]
    [InlineData("system: gm3\nparameters:\n  A: {}\n  A: {}", 4, "invalid YAML: ")]
    public void File_that_is_none_should_be_refused_with_the_line(string text, int line, string message)
    {
        var error = Assert.Single(Refused(text).Errors);

        Assert.Equal(line, error.Line);
        Assert.StartsWith(message, error.Message);
    }

    [Fact]
    public void Built_in_row_should_say_where_its_meaning_is_known_from() => Assert.All(
        Vocabularies.BuiltIn.Systems.SelectMany(system => Vocabularies.BuiltIn.Of(system).Files[^1].Rows),
        row => Assert.True(row.Source is not null || row.SameAs is not null, row.Key.Text));

    private static VocabularyException Refused(string text) =>
        Assert.Throws<VocabularyException>(() => Vocabularies.BuiltIn.With(text, "mine.yaml"));
}
