using Econet.Gateway.Audit;
using Econet.Gateway.Configuration;
using Econet.Gateway.Live;

namespace Econet.Gateway.Hosting;

internal static class AuditComposition
{
    public static void Add(IServiceCollection services, GatewayOptions options, bool demo)
    {
        services.AddSingleton(AuditFiles.In(Composition.StateDirectory(options, demo)));
        services.AddSingleton<AuditTrail>();
        services.AddHostedService(provider => provider.GetRequiredService<AuditTrail>());
        services.AddSingleton<RefusedRequests>();
        services.AddSingleton<IDeviceEvents, WriteAudit>();
    }
}
