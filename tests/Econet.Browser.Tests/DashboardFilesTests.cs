using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Econet.Actors.Vocabulary;
using Econet.Gateway.Dashboard;
using Econet.Gateway.Tests.Support;

namespace Econet.Browser.Tests;

/// <summary>What the dashboard is made of; without a browser.</summary>
public sealed partial class DashboardFilesTests
{
    private const int MostBytes = 150 * 1000;

    private static readonly DashboardFiles Files = new();

    public static TheoryData<string> Languages => [.. Vocabularies.Languages.Keys.Where(code => code != "en")];

    [Fact]
    public void First_load_should_be_small() => Assert.InRange(Files.FirstLoad.Sum(file => file.CompressedLength), 20_000, MostBytes);

    [Fact]
    public void Vendored_files_should_be_what_was_fetched()
    {
        var rows = VendoredRow().Matches(TextOf("vendor/README.md"));

        Assert.Equal(3, rows.Count);
        Assert.All(rows, row => Assert.Equal(
            row.Groups["hash"].Value, Convert.ToHexStringLower(SHA256.HashData(Files.Find(Files.Version, $"vendor/{row.Groups["file"].Value}")!.Content))));
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Language_should_have_all_that_the_dashboard_says_and_no_more(string code)
    {
        var said = Scripts().SelectMany(script => Said().Matches(script)).SelectMany(match => match.Groups["text"].Captures)
            .Select(text => text.Value.Replace("\\'", "'", StringComparison.Ordinal)).Distinct();
        var known = Vocabularies.Languages[code].Interface.Keys;

        Assert.Empty(said.Except(known));
        Assert.Empty(known.Except(said));
    }

    /// <summary>Browsers fetch what is preloaded as a module, and would fetch another script once more.</summary>
    [Fact]
    public void Page_should_preload_nothing_but_modules()
    {
        var page = Encoding.UTF8.GetString(Files.Page.Content);
        var scripts = Regex.Matches(page, "<script src=\"(?<file>[^\"]+)\">").Select(script => script.Groups["file"].Value).ToList();

        Assert.Single(scripts);
        Assert.All(scripts, script => Assert.DoesNotContain($"<link rel=\"modulepreload\" href=\"{script}\">", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Scripts_should_name_no_parameter()
    {
        string[] names = [.. Vocabularies.BuiltIn.Systems.SelectMany(NamesOf).Where(name => name.Length > 6).Except(Vocabularies.Languages["de"].Interface.Keys)];

        Assert.NotEmpty(names);
        Assert.DoesNotContain(Scripts(), script => names.Any(name => Regex.IsMatch(script, $@"['""`]{Regex.Escape(name)}['""`]")));
    }

    [Fact]
    public async Task Page_should_run_and_style_nothing_that_is_not_a_file()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Client.DefaultRequestHeaders.Accept.ParseAdd("text/html");

        using var page = await gateway.Client.GetAsync(new Uri("/", UriKind.Relative));

        Assert.DoesNotContain("unsafe", string.Join(';', page.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_should_be_kept_by_browsers_for_good_and_be_compressed()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/ui/{Files.Version}/shell/app.js");
        request.Headers.AcceptEncoding.ParseAdd("gzip, br");

        using var file = await gateway.Client.SendAsync(request);
        using var other = await gateway.Client.GetAsync(new Uri("/ui/0123/shell/app.js", UriKind.Relative));

        Assert.Equal(["br"], file.Content.Headers.ContentEncoding);
        Assert.Contains("immutable", file.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
    }

    /// <summary>The names that the vocabulary has rows for.</summary>
    private static IEnumerable<string> NamesOf(string system)
    {
        using var reader = new StreamReader(typeof(Vocabularies).Assembly.GetManifestResourceStream($"vocabulary/{system}.yaml")!);
        return Row().Matches(reader.ReadToEnd().Split("\nparameters:")[1]).Select(row => row.Groups["name"].Value);
    }

    private static IEnumerable<string> Scripts() => Files.Names.Where(name => name.EndsWith(".js", StringComparison.Ordinal) && !name.StartsWith("vendor/", StringComparison.Ordinal)).Select(TextOf);

    private static string TextOf(string name) => Encoding.UTF8.GetString(Files.Find(Files.Version, name)!.Content);

    [GeneratedRegex(@"^\| (?<file>[\w.]+) \| [\w.]+ [\d.]+ \| [\w.-]+ \| (?<hash>[0-9a-f]{64}) \|$", RegexOptions.Multiline)]
    private static partial Regex VendoredRow();

    [GeneratedRegex(@"^  (?<name>\w+)(?:@\d+)?:", RegexOptions.Multiline)]
    private static partial Regex Row();

    // t('text'), t(which ? 'one' : 'other'), counted(n, 'one', 'many').
    [GeneratedRegex(@"\b(?:t\((?:[^()']*\? )?|counted\([^,']+, )'(?<text>(?:[^'\\]|\\.)*)'(?:(?: : |, )'(?<text>(?:[^'\\]|\\.)*)')?")]
    private static partial Regex Said();
}
