using YamlDotNet.Core;

namespace Econet.Gateway.Yaml;

/// <summary>Where the error of a YAML file is.</summary>
internal static class YamlLines
{
    /// <summary>The line to look at: for a tab the parser tells where the section began.</summary>
    public static long Of(YamlException bad, IEnumerable<string> lines)
    {
        var tab = bad.Message.Contains("tab", StringComparison.Ordinal)
            ? lines.Skip((int)bad.Start.Line - 1).TakeWhile(line => !line.TrimStart(' ').StartsWith('\t')).Count()
            : 0;
        return bad.Start.Line + tab;
    }
}
