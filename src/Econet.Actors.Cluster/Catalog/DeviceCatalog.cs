using System.Collections.Immutable;

namespace Econet.Actors.Cluster.Catalog;

/// <summary>The devices of the cluster as this node knows them. Told by the region of the node alone, and read by any thread.</summary>
internal sealed class DeviceCatalog
{
    private volatile ImmutableSortedDictionary<string, CatalogEntry> _entries = ImmutableSortedDictionary.Create<string, CatalogEntry>(StringComparer.Ordinal);

    public ImmutableSortedDictionary<string, CatalogEntry> Entries => _entries;

    public CatalogEntry? Find(string id) => _entries.GetValueOrDefault(id);

    public void Set(IEnumerable<KeyValuePair<string, CatalogEntry>> entries) => _entries = entries.ToImmutableSortedDictionary(StringComparer.Ordinal);
}
