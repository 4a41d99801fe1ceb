using System.Reflection;
using System.Text.RegularExpressions;
using Econet.Actors.Messages;
using Econet.Gateway.Http;
using Econet.Gateway.Tests.Support;

namespace Econet.Gateway.Tests.Http;

public sealed partial class TroubleshootingDocumentTests
{
    private const string Document = "troubleshooting.md";

    public static TheoryData<string> Codes => [.. Known()];

    [FactWithDocument(Document)]
    public void Document_should_tell_of_every_code_of_a_problem_and_of_no_other() =>
        Assert.Equal(Known().Order(StringComparer.Ordinal), Entries().Keys.Order(StringComparer.Ordinal));

    [FactWithDocument(Document)]
    public void Document_should_tell_of_every_problem_how_it_looks_its_cause_and_its_remedy() => Assert.All(Entries(), entry =>
    {
        foreach (var part in (string[])["**Seen:**", "**Cause:**", "**Remedy:**"])
        {
            Assert.True(entry.Value.Contains(part, StringComparison.Ordinal), $"{entry.Key} lacks {part}");
        }
    });

    [Theory]
    [MemberData(nameof(Codes))]
    public void Code_should_be_snake_case(string code) => Assert.Matches("^[a-z]+(_[a-z]+)*$", code);

    private static IEnumerable<string> Known() => new[] { typeof(ProblemCode), typeof(GatewayProblemCode) }
        .SelectMany(codes => codes.GetFields(BindingFlags.Public | BindingFlags.Static))
        .Select(field => (string)field.GetRawConstantValue()!);

    private static Dictionary<string, string> Entries() => Entry().Matches(File.ReadAllText(Documents.Find(Document)!))
        .ToDictionary(entry => entry.Groups["code"].Value, entry => entry.Groups["text"].Value);

    [GeneratedRegex(@"^### `(?<code>[^`]+)`$(?<text>.*?)(?=^#|\z)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Entry();
}
