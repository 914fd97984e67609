#if ORLEANS
using Orleans.Storage;

namespace OpsHub.Storage.GrainState;

/// <summary>Lets Orleans' own providers store what <see cref="StateCodec"/> writes, so that a database outlives the choice of provider.</summary>
public sealed class StateCodecSerializer(StateCodec codec) : IGrainStorageSerializer
{
    /// <inheritdoc/>
    public BinaryData Serialize<T>(T? input) => new(codec.Encode(input));

    /// <inheritdoc/>
    public T Deserialize<T>(BinaryData input) => codec.Decode<T>(input.ToMemory().Span);
}
#endif
