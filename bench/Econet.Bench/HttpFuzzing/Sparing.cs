using System.Text;

namespace Econet.Bench.HttpFuzzing;

/// <summary>
/// What is not asked for, because it would end what is tested rather than test it: to remove the device that is read afterwards, to revoke the key that the
/// requests show, and to log every request.
/// </summary>
internal static class Sparing
{
    public const string Device = "heatpump";
    public const string Key = "fuzzer";

    public static bool Takes(FuzzedRequest request, string target)
    {
        var path = Uri.UnescapeDataString(target.Split('?', 2)[0]);
        return Removes(request.Method, path) || (IsIn(path, "/api/logs/levels") && LogsMore(request.Body));
    }

    private static bool Removes(string method, string path) =>
        method.Equals("DELETE", StringComparison.OrdinalIgnoreCase) && (IsIn(path, Device) || IsIn(path, Key) || IsIn(path, "neasmart"));

    private static bool LogsMore(byte[] body) => IsIn(Encoding.UTF8.GetString(body).Replace("\0", "", StringComparison.Ordinal), "DEBUG");

    private static bool IsIn(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);
}
