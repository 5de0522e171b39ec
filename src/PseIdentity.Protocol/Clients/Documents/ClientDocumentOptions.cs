namespace PseIdentity.Protocol.Clients.Documents;

/// <summary>Clients whose <c>client_id</c> is the address of their metadata (section <c>ClientDocuments</c>; OAuth Client ID Metadata Document).</summary>
public sealed class ClientDocumentOptions
{
    /// <summary>
    /// Hosts, such as <c>apps.example.com</c>, whose documents are fetched and believed. Empty, the default, switches the feature off. Whoever can put
    /// a document on such a host can make a client that asks your people for consent; what it may have is limited by <c>Registration:Scope</c>.
    /// </summary>
    public IList<string> Hosts { get; } = [];

    /// <summary>Bytes that a document may have.</summary>
    public int LongestDocument { get; set; } = 5 * 1024;

    /// <summary>A document is not asked for again within this time, whatever its Cache-Control says; nor is one that could not be used.</summary>
    public TimeSpan ShortestCache { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>A document is asked for again after this time at the latest, and when its Cache-Control says nothing after a tenth of it.</summary>
    public TimeSpan LongestCache { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How many documents a node keeps in memory; the one that was not used for longest leaves.</summary>
    public int MostKept { get; set; } = 1_000;
}
