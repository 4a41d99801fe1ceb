using Econet.Actors.Cluster.State;
using Econet.Cluster.Tests.Support;
using Econet.Gateway.Clustering;
using Econet.Gateway.Security;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;

namespace Econet.Cluster.Tests;

/// <summary>Cookies of one node at another.</summary>
public sealed class SessionKeyTableTests(PostgresServer server) : IClassFixture<PostgresServer>, IAsyncLifetime
{
    private readonly List<IDisposable> _opened = [];
    private string _database = "";

    public async Task InitializeAsync()
    {
        if (PostgresServer.Programs is not null)
        {
            _database = await OwnDatabase.MakeAsync(server);
        }
    }

    public Task DisposeAsync()
    {
        _opened.ForEach(opened => opened.Dispose());
        return Task.CompletedTask;
    }

    [PostgresFact]
    public void Text_of_one_node_should_be_read_by_another()
    {
        var text = Node().Protect("kitchen");

        Assert.Equal("kitchen", Node().Unprotect(text));
    }

    [PostgresFact]
    public async Task Nodes_that_begin_at_the_same_time_should_use_one_key()
    {
        IDataProtector[] nodes = [.. Enumerable.Range(0, 4).Select(_ => Node())];

        var texts = await Task.WhenAll(nodes.Select(node => Task.Run(() => node.Protect("kitchen"))));

        Assert.Equal(1L, await OwnDatabase.ExecuteAsync(_database, "SELECT count(*) FROM econet_gateway.session_keys"));
        Assert.All(texts, text => Assert.All(nodes, node => Assert.Equal("kitchen", node.Unprotect(text))));
    }

    [PostgresFact]
    public async Task First_key_should_not_be_kept_where_another_node_has_made_one()
    {
        var (one, other) = (Table(), Table());
        Assert.Empty(one.GetAllElements());
        Assert.Empty(other.GetAllElements());

        one.StoreElement(new("key", 1), "one");
        other.StoreElement(new("key", 2), "other");

        Assert.Equal("1", Assert.Single(other.GetAllElements()).Value);
        other.StoreElement(new("key", 3), "later");
        Assert.Equal(2L, await OwnDatabase.ExecuteAsync(_database, "SELECT count(*) FROM econet_gateway.session_keys"));
    }

    [PostgresFact]
    public async Task Keys_that_were_read_should_count_while_the_database_is_away()
    {
        var (known, unread) = (Table(), Table());
        known.StoreElement(new("key", 1), "one");
        Assert.Single(known.GetAllElements());
        await server.StopAsync();
        try
        {
            Assert.Single(known.GetAllElements());
            Assert.Throws<KeyStoreException>(unread.GetAllElements);
            Assert.Throws<KeyStoreException>(() => known.StoreElement(new("key", 2), "two"));
        }
        finally
        {
            await server.StartAsync();
        }
    }

    private SessionKeyTable Table()
    {
        var database = new SharedDatabase(_database, GatewayTables.Schema);
        _opened.Add(database);
        database.Open().Dispose();
        return new SessionKeyTable(database);
    }

    /// <summary>As after its start.</summary>
    private IDataProtector Node()
    {
        var services = new ServiceCollection();
        services.AddDataProtection().SetApplicationName("Econet.Gateway");
        services.AddSingleton(Table());
        services.AddOptions<KeyManagementOptions>().Configure<SessionKeyTable>((keys, table) => keys.XmlRepository = table);
        var provider = services.BuildServiceProvider();
        _opened.Add(provider);
        return provider.GetRequiredService<IDataProtectionProvider>().CreateProtector("test");
    }
}
