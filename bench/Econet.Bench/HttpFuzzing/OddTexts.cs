namespace Econet.Bench.HttpFuzzing;

/// <summary>Texts that programs stumble over.</summary>
internal static class OddTexts
{
    /// <summary>As they are in an address: some are escaped, some should have been.</summary>
    private static readonly string[] InPaths =
    [
        "", "%00", "%2F", "%2f..%2f", "..", ".", "%2e%2e", "%", "%zz", "%C0%AF", "%ED%A0%80", "%FF%FE", "%F0%9F%8C%A1", "%E2%80%AE", "%0d%0aX:%201", "%0A", "%1b[31m",
        "*", "**", "?", "a|b", "'", "%22", "<script>", "{key}", "[0]", "~", ";a=b", "+", "%20", "%09", "-1", "0", "1", "65535", "65536", "4294967296",
        "99999999999999999999", "1e9", "NaN", "0x10", "true", "null", "undefined", "1;drop%20table", "..%5c..%5c", "con", "__proto__",
    ];

    /// <summary>Names that the simulated systems and the gateway know.</summary>
    private static readonly string[] Known =
    [
        "HDWTSetPoint", "HDWTSetPoint@103", "103", "TempWthr", "heatpump", "neasmart", "v1", "HDW", "Circuit1", "good", "stale", "2026-01-22", "2026-01-22T20:55:07Z",
        "1h", "7d", "90", "600", "csv", "json", "readable", "en", "de", "name", "index", "tcp://127.0.0.1:1", "INFO", "write", "1-2-3",
    ];

    public static string InPath(Random random) => random.Next(3) switch
    {
        0 => Known[random.Next(Known.Length)],
        1 => InPaths[random.Next(InPaths.Length)],
        _ => Uri.EscapeDataString(Letters(random, random.Next(1, random.Next(40) == 0 ? 3_000 : 24))),
    };

    public static string InHeader(Random random) => random.Next(4) switch
    {
        0 => Known[random.Next(Known.Length)],
        1 => InPaths[random.Next(InPaths.Length)],
        2 => new string((char)random.Next(32, 256), random.Next(1, random.Next(20) == 0 ? 8_000 : 60)),
        _ => string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => (char)random.Next(32, 256))),
    };

    /// <summary>Any of Unicode, halves of surrogate pairs included.</summary>
    public static string Letters(Random random, int length) => string.Concat(Enumerable.Range(0, length).Select(_ => random.Next(6) switch
    {
        0 => (char)random.Next(0xD7FF),
        1 => (char)random.Next(128),
        _ => (char)random.Next('a', 'z'),
    }));

    public static T Of<T>(Random random, params ReadOnlySpan<T> choices) => choices[random.Next(choices.Length)];
}
