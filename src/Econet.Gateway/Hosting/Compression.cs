using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;

namespace Econet.Gateway.Hosting;

internal static class Compression
{
    /// <summary>Brotli and gzip at their fastest: the gateway runs on small machines.</summary>
    public static void Add(IServiceCollection services)
    {
        services.AddResponseCompression(compression =>
        {
            compression.Providers.Add<BrotliCompressionProvider>();
            compression.Providers.Add<GzipCompressionProvider>();
        });
        services.Configure<BrotliCompressionProviderOptions>(brotli => brotli.Level = CompressionLevel.Fastest);
        services.Configure<GzipCompressionProviderOptions>(gzip => gzip.Level = CompressionLevel.Fastest);
    }
}
