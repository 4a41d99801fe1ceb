namespace Econet.Actors.TestKit.Tests;

public sealed class DocumentedExamplesTests
{
    [Theory]
    [InlineData("HotWaterTariffTests")]
    [InlineData("FrostGuardTests")]
    [InlineData("NoisyBusTests")]
    public void Document_should_show_the_example_as_it_is(string name)
    {
        var code = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Examples", name + ".cs")).Trim();
        var document = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "testing.md"));

        Assert.Contains($"```csharp\n{code}\n```", document, StringComparison.Ordinal);
    }
}
