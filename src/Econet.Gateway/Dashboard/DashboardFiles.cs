using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Econet.Actors.Vocabulary;
using Econet.Gateway.Http;

namespace Econet.Gateway.Dashboard;

/// <summary>
/// The dashboard's files, which are part of the assembly. Browsers find all but the page and the service worker below a version that changes
/// with any of them, so that they keep them for good and never mix two versions.
/// </summary>
internal sealed class DashboardFiles
{
    private const string Prefix = "dashboard/";
    private const string PageName = "index.html";
    private const string WorkerName = "service-worker.js";

    /// <summary>A script that is no module, so it is loaded by its own element.</summary>
    private const string AgainName = "again.js";

    /// <summary>What the first view needs: browsers fetch it at once, and not one after the other as the imports name it.</summary>
    private static readonly string[] First = ["vendor/lit.js", "shell/", "data/", "controls/", "home/"];

    private readonly FrozenDictionary<string, DashboardFile> _files;

    public DashboardFiles()
    {
        var all = Embedded().Concat(Words()).OrderBy(file => file.Name, StringComparer.Ordinal).ToList();
        _files = all.Where(file => file.Name is not (PageName or WorkerName)).ToFrozenDictionary(file => file.Name);
        Version = VersionOf(all);
        Page = Filled(all.Single(file => file.Name == PageName));
        Worker = Filled(all.Single(file => file.Name == WorkerName));
    }

    public string Version { get; }

    /// <summary>All but the page and the service worker.</summary>
    public IEnumerable<string> Names => _files.Keys;

    public DashboardFile Page { get; }

    public DashboardFile Worker { get; }

    /// <summary>What the first view loads, without the values.</summary>
    public IEnumerable<DashboardFile> FirstLoad => _files.Values
        .Where(file => IsFirst(file) || file.Name is AgainName || file.Name.EndsWith(".css", StringComparison.Ordinal)).Append(Page);

    /// <returns>Null when there is no such file in this version.</returns>
    public DashboardFile? Find(string version, string name) => version == Version ? _files.GetValueOrDefault(name) : null;

    private static bool IsFirst(DashboardFile file) => First.Any(first => file.Name.StartsWith(first, StringComparison.Ordinal));

    private static IEnumerable<DashboardFile> Embedded()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(resource)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            yield return new DashboardFile(resource[Prefix.Length..].Replace('\\', '/'), content);
        }
    }

    /// <summary>The dashboard's words in each language, by the English ones.</summary>
    private static IEnumerable<DashboardFile> Words() => Vocabularies.Languages.Values.Select(language => new DashboardFile(
        $"words/{language.Code}.json",
        JsonSerializer.SerializeToUtf8Bytes(language.Interface.OrderBy(word => word.Key, StringComparer.Ordinal).ToDictionary(), Json.Options)));

    private static string VersionOf(IEnumerable<DashboardFile> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(file.Name));
            hash.AppendData(file.Content);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset()[..6]);
    }

    private DashboardFile Filled(DashboardFile template)
    {
        var folder = $"ui/{Version}/";
        var preloads = _files.Values.Where(IsFirst).Select(file => file.Name).Order(StringComparer.Ordinal)
            .Select(name => $"<link rel=\"modulepreload\" href=\"{folder}{name}\">");
        var text = Encoding.UTF8.GetString(template.Content)
            .Replace("{{folder}}", folder, StringComparison.Ordinal)
            .Replace("{{version}}", Version, StringComparison.Ordinal)
            .Replace("<!-- preloads -->", string.Join("\n    ", preloads), StringComparison.Ordinal)
            .Replace("['files']", JsonSerializer.Serialize(_files.Keys.Order(StringComparer.Ordinal)), StringComparison.Ordinal);
        return new DashboardFile(template.Name, Encoding.UTF8.GetBytes(text));
    }
}
