using Microsoft.EntityFrameworkCore;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Tests.Backends;

/// <summary>A column as the database knows it.</summary>
internal sealed record Column(string Table, string Name, Type Type)
{
    public override string ToString() => $"{Table}.{Name}";

    public static Task<List<Column>> AllAsync(SqlBackend backend) => backend.Get<IDatabase>().ReadModelAsync(model => Task.FromResult(
        (from type in model.Model.GetEntityTypes()
         from property in type.GetProperties()
         select new Column(type.GetTableName()!, property.GetColumnName(), property.ClrType)).ToList()), CancellationToken.None);
}
