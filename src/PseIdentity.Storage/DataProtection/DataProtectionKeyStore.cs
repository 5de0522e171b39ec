using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using PseIdentity.Storage.Secrets;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.DataProtection;

/// <summary>
/// The Data Protection ring in the database, encrypted under the root key. A read that fails throws:
/// an empty answer would make the framework begin a new ring, and every cookie and handle would be lost.
/// </summary>
internal sealed class DataProtectionKeyStore(IDatabase database, RootKey root, TimeProvider clock) : IXmlRepository
{
    private static readonly Statement All = new("SELECT id, content FROM data_protection_keys ORDER BY id");
    private static readonly Statement Insert = new("INSERT INTO data_protection_keys (id, content, created_at) VALUES ($1, $2, $3)");
    private readonly SecretColumn contents = new(root, "data_protection_keys");

    // The framework's interface is synchronous; it asks at start and once a day.
    public IReadOnlyCollection<XElement> GetAllElements() =>
        database.ListAsync(All.With(), row => XElement.Parse(contents.OpenText(row.Bytes(1), row.Id(0))), CancellationToken.None)
            .AsTask().GetAwaiter().GetResult();

    public void StoreElement(XElement element, string friendlyName)
    {
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        database.ExecuteAsync(Insert.With(id, contents.SealText(element.ToString(SaveOptions.DisableFormatting), id), now), CancellationToken.None)
            .AsTask().GetAwaiter().GetResult();
    }
}
