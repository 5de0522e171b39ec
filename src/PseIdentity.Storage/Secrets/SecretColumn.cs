using System.Text;

namespace PseIdentity.Storage.Secrets;

/// <summary>One table's secret column, sealed under the root key.</summary>
internal sealed class SecretColumn(RootKey root, string table)
{
    public byte[] Seal(ReadOnlySpan<byte> plain, Guid row) => root.Seal(plain, table, row.ToByteArray(bigEndian: true));

    public byte[] Seal(ReadOnlySpan<byte> plain, string row) => root.Seal(plain, table, Encoding.UTF8.GetBytes(row));

    public byte[] SealText(string plain, Guid row) => Seal(Encoding.UTF8.GetBytes(plain), row);

    public byte[] SealText(string plain, string row) => Seal(Encoding.UTF8.GetBytes(plain), row);

    public byte[] Open(ReadOnlySpan<byte> sealedBytes, Guid row) => root.Open(sealedBytes, table, row.ToByteArray(bigEndian: true));

    public byte[] Open(ReadOnlySpan<byte> sealedBytes, string row) => root.Open(sealedBytes, table, Encoding.UTF8.GetBytes(row));

    public string OpenText(ReadOnlySpan<byte> sealedBytes, Guid row) => Encoding.UTF8.GetString(Open(sealedBytes, row));

    public string OpenText(ReadOnlySpan<byte> sealedBytes, string row) => Encoding.UTF8.GetString(Open(sealedBytes, row));
}
