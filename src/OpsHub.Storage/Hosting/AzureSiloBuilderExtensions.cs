#if ORLEANS_AZURE
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OpsHub.Storage.GrainState;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Providers;

namespace OpsHub.Storage.Hosting;

/// <summary>A cluster on Azure Storage through Orleans' own providers: membership in tables, grain state and journal in blobs.</summary>
public static class AzureSiloBuilderExtensions
{
    /// <summary>Uses the storage account of <c>Storage:ConnectionString</c>. Azurite's works too.</summary>
    /// <exception cref="ArgumentException">The connection string is missing.</exception>
    public static ISiloBuilder UseAzureStorage(this ISiloBuilder builder, IConfiguration configuration)
    {
        var connection = configuration["Storage:ConnectionString"];
        if (string.IsNullOrWhiteSpace(connection))
            throw new ArgumentException("Storage:ConnectionString is missing; Storage:Kind azure needs that of a storage account.");
        builder.UseAzureStorageClustering((AzureStorageClusteringOptions options) => options.TableServiceClient = new TableServiceClient(connection));
        builder.AddAzureBlobGrainStorage(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, (OptionsBuilder<AzureBlobStorageOptions> storage) =>
            storage.Configure<StateCodec>((options, codec) =>
            {
                options.BlobServiceClient = new BlobServiceClient(connection);
                // Blobs keep their ETag only as long as they exist.
                options.DeleteStateOnClear = false;
                options.GrainStorageSerializer = new StateCodecSerializer(codec);
            }));
        builder.AddAzureBlobGrainStorage(StorageServiceExtensions.JournalProvider, (OptionsBuilder<AzureBlobStorageOptions> storage) =>
            storage.Configure<StateCodec>((options, codec) =>
            {
                options.BlobServiceClient = new BlobServiceClient(connection);
                options.ContainerName = "opshub-journal";
                // The journal clears a group only when nobody can take its place for free, so its blob need not stay.
                options.DeleteStateOnClear = true;
                options.GrainStorageSerializer = new StateCodecSerializer(codec);
            }));
        builder.ConfigureServices(services => services.TryAddSingleton<StateCodec>());
        // The packages we use carry no reminder table for Azure. A lost reminder costs no deadline: those are in the grains'
        // state and kept by timers; it only leaves a grain asleep until somebody calls it.
        return builder.UseInMemoryReminderService();
    }
}
#endif
