using Econet.Actors.Vocabulary;
using Econet.Gateway.Configuration;
using Econet.Gateway.Hosting;
using Econet.Gateway.Http;
using Econet.Gateway.Tests.Support;
using Econet.Values;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Econet.Gateway.Tests.Configuration;

public sealed class VocabularyFilesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Start_should_be_stopped_with_every_error_of_a_file_and_its_line()
    {
        var file = Write("system: gm3\nparameters:\n  A: {titel: B}\n  C: {scale: x}\n");

        var refused = Assert.Throws<ConfigurationException>(() => Load(("VOCABULARY", file)));

        Assert.Contains("own.yaml line 3: unknown field 'titel' of A", refused.Message, StringComparison.Ordinal);
        Assert.Contains("own.yaml line 4: 'x' is not a scale", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("VOCABULARY", "/nowhere/own.yaml", "can't be read")]
    [InlineData("VOCABULARY", "/", "it is a directory")]
    [InlineData("VOCABULARY_LANGUAGE", "fr", "it takes de, en, pl")]
    public void Setting_should_be_refused_by_name_when_it_is_wrong(string name, string value, string reason)
    {
        var refused = Assert.Throws<ConfigurationException>(() => Load((name, value)));

        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Later_file_should_count_before_an_earlier_one()
    {
        var first = Write("system: gm3\nparameters: {TempWthr: {title: Garden, icon: 'mdi:tree'}}", "first.yaml");
        var second = Write("system: gm3\nparameters: {TempWthr: {title: Yard}}", "second.yaml");

        var outdoor = VocabularyFiles.Read(Load(("VOCABULARY", $"{first}, {second}")).Vocabulary.Files).Of("gm3")
            .Of(68, "TempWthr", Unit.Celsius, ParameterType.Float);

        Assert.Equal(("Yard", "mdi:tree", "outdoors"), (outdoor.Title?.English, outdoor.Icon, outdoor.Part?.Id));
    }

    [Fact]
    public async Task File_should_be_read_again_when_it_changes_and_a_wrong_one_change_nothing_but_the_problem()
    {
        var file = Write("system: gm3\nparameters: {TempWthr: {title: Garden}}");
        var options = Load(("VOCABULARY", file));
        var source = new VocabularySource(VocabularyFiles.Read(options.Vocabulary.Files));
        var time = new FakeTimeProvider();
        var problems = new GatewayProblems(time, NullLogger<GatewayProblems>.Instance);
        using var reload = new VocabularyReload(new CurrentOptions(options), source, problems, time, NullLogger<VocabularyReload>.Instance);
        await reload.StartAsync(CancellationToken.None);

        Write("system: gm3\nparameters: {TempWthr: {title: Court yard}}");
        await Until(time, () => source.Version == 1);
        Assert.Equal("Court yard", Title());

        Write("system: gm3\nparameters: {TempWthr: {titel: Nothing}}");
        await Until(time, () => !problems.Current.IsEmpty);
        var problem = Assert.Single(problems.Current);
        Assert.Equal(("vocabulary_unreadable", "Court yard"), (problem.Code, Title()));
        Assert.Contains("own.yaml line 2: unknown field 'titel'", problem.Message, StringComparison.Ordinal);

        File.Delete(file);
        await Until(time, () => problems.Current[0].Message.Contains("can't be read", StringComparison.Ordinal));
        Assert.Equal("Court yard", Title());

        Write("system: gm3\nparameters: {TempWthr: {title: Roof}}");
        await Until(time, () => problems.Current.IsEmpty);
        Assert.Equal("Roof", Title());
        await reload.StopAsync(CancellationToken.None);

        string? Title() => source.Current.Of("gm3").Of(68, "TempWthr", Unit.Celsius, ParameterType.Float).Title?.English;
    }

    /// <summary>Moves the time on until it is so; what was started by it runs on other threads.</summary>
    private static async Task Until(FakeTimeProvider time, Func<bool> condition)
    {
        var end = TimeProvider.System.GetUtcNow().AddSeconds(20);
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetUtcNow() < end, "Not so within 20 s");
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }

    private string Write(string text, string name = "own.yaml")
    {
        var file = Path.Combine(_directory.Path, name);
        File.WriteAllText(file, text);
        return file;
    }

    private static GatewayOptions Load(params (string Name, string Value)[] environment) => GatewayOptions.From(SettingValues.Load(
        new Dictionary<Setting, string>(), environment.ToDictionary(e => e.Name, e => e.Value), "/nowhere"));
}
