using System.Text.RegularExpressions;

namespace Econet.Gateway.Configuration;

/// <summary>An address as it may be shown: without a user's password, and without what a query shows a server to be let in.</summary>
internal static partial class ToldAddress
{
    private const string Mask = "***";

    public static string Of(string text) => InQuery().Replace(User().Replace(text, Mask + "@"), Mask);

    /// <summary>What is secret in the queries of a text's addresses.</summary>
    public static IEnumerable<string> SecretsIn(string text) => InQuery().Matches(text).Select(match => match.Value);

    [GeneratedRegex(@"(?<=://)[^/?#\s]*@")]
    private static partial Regex User();

    // InfluxDB 1 takes ?u=name&p=password, others a token.
    [GeneratedRegex(@"(?<=[?&](?:p|pass|passwd|password|token|access_token|auth|key|api[-_]?key|secret|sig|signature)=)(?!\*\*\*)[^&#\s'"",;)}\]]+", RegexOptions.IgnoreCase)]
    private static partial Regex InQuery();
}
