using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace Econet.Gateway.Mqtt;

/// <summary>What MQTTnet needs to know for a connection.</summary>
internal static class BrokerClient
{
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");

    /// <summary>After one and a half times this long without a word from us, the broker publishes our last will.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(30);

    /// <summary>For what has no limit of its own: the answer to a ping, and a goodbye into a line that takes no more bytes.</summary>
    private static readonly TimeSpan Timeout = Delivery.AnswerTimeout;

    /// <summary>More than any discovery config of ours that is read back; what is larger is not for us.</summary>
    private const uint MaxPacket = 4 << 20;

    /// <summary>How many messages that want an acknowledgement the broker may send ahead.</summary>
    private const ushort ReceiveMaximum = 64;

    /// <param name="status">The topic of the last will.</param>
    public static MqttClientOptions Options(MqttOptions options, string status, MqttProtocolVersion version)
    {
        var builder = new MqttClientOptionsBuilder()
            .WithProtocolVersion(version)
            .WithClientId(options.ClientId)
            // No session: nothing that was sent while we were away may be executed when we come back.
            .WithCleanSession()
            .WithKeepAlivePeriod(KeepAlive)
            .WithTimeout(Timeout)
            .WithWillTopic(status)
            .WithWillPayload(MqttTopics.Offline)
            .WithWillRetain()
            .WithWillQualityOfServiceLevel(Qos(options));
        if (version == MqttProtocolVersion.V500)
        {
            builder.WithReceiveMaximum(ReceiveMaximum).WithMaximumPacketSize(MaxPacket);
        }

        if (options.Username is { } username)
        {
            builder.WithCredentials(username, options.Password);
        }

        var uri = options.Broker.Uri;
        if (options.Broker.IsWebSocket)
        {
            builder.WithWebSocketServer(server => server.WithUri(uri.ToString()));
        }
        else
        {
            builder.WithTcpServer(uri.IdnHost, uri.Port);
        }

        if (options.Broker.IsEncrypted)
        {
            builder.WithTlsOptions(tls =>
            {
                // Small networks have no lists of revoked certificates, and a gateway without internet could not ask for one.
                tls.UseTls().WithRevocationMode(X509RevocationMode.NoCheck);
                if (options.Authorities.Count > 0)
                {
                    tls.WithCertificateValidationHandler(server => ComesFrom(options.Authorities, server));
                }

                if (options.Certificate is { } certificate)
                {
                    tls.WithClientCertificates([certificate]);
                }
            });
        }

        return builder.Build();
    }

    public static MqttQualityOfServiceLevel Qos(MqttOptions options) => (MqttQualityOfServiceLevel)options.Qos;

    /// <summary>The broker's certificate is for the host that we connect to, and from one of these authorities.</summary>
    private static bool ComesFrom(X509Certificate2Collection authorities, MqttClientCertificateValidationEventArgs server)
    {
        if ((server.SslPolicyErrors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None
            || server.Certificate is not X509Certificate2 certificate)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.ExtraStore.AddRange(server.Chain.ChainPolicy.ExtraStore);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(ServerAuthentication);
        return chain.Build(certificate);
    }
}
