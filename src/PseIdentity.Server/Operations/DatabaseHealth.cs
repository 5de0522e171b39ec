using System.Data.Common;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using PseIdentity.Storage.Settings;

namespace PseIdentity.Server.Operations;

/// <summary>Whether the database answers a small question.</summary>
internal sealed class DatabaseHealth(SettingStore settings) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await settings.FindAsync("issuer", cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception failure) when (failure is DbException or TimeoutException or IOException)
        {
            return HealthCheckResult.Unhealthy("The database does not answer.", failure);
        }
    }
}
