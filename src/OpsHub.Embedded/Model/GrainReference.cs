using System.ComponentModel;
using OpsHub.Embedded.CodeGeneration;
using OpsHub.Embedded.Runtime;

namespace Orleans.Runtime;

/// <summary>A reference to a grain or observer; the generator derives a class per interface. Equal when the ids are.</summary>
public abstract class GrainReference : IAddressable, IEquatable<GrainReference>
{
    private readonly EmbeddedSilo _silo;
    private readonly GrainId _id;

    // The activation that answered last. It may have gone since; then it refuses and the directory is asked again.
    private ICallTarget? _target;

    [EditorBrowsable(EditorBrowsableState.Never)]
    protected GrainReference(GrainReferenceTarget target)
    {
        _silo = target.Silo;
        _id = target.Id;
    }

    public GrainId GrainId => _id;

    public bool Equals(GrainReference? other) => other is not null && _id.Equals(other._id);

    public sealed override bool Equals(object? obj) => Equals(obj as GrainReference);

    public sealed override int GetHashCode() => _id.GetHashCode();

    public sealed override string ToString() => _id.ToString();

    public static bool operator ==(GrainReference? left, GrainReference? right) => left is null ? right is null : left.Equals(right);

    public static bool operator !=(GrainReference? left, GrainReference? right) => !(left == right);

    internal EmbeddedSilo Silo => _silo;

    internal TGrainInterface Cast<TGrainInterface>() => this is TGrainInterface same ? same : _silo.Grains.Reference<TGrainInterface>(_id);

    /// <summary>Sends a call made by the generated reference.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected Task Send(VoidGrainCall call)
    {
        Deliver(call);
        return call.Method.IsOneWay ? Task.CompletedTask : call.Result;
    }

    /// <inheritdoc cref="Send(VoidGrainCall)"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected Task<TResult> Send<TResult>(GrainCall<TResult> call)
    {
        Deliver(call);
        return call.Result;
    }

    private void Deliver(GrainCall call)
    {
        if (_silo.TryPrepare(call) && _silo.Seams?.Intercept(_id, call, Post) != true)
            Post(call);
    }

    private void Post(GrainCall call)
    {
        if (_target is not { } target || !target.TryPost(call))
            _target = _silo.Directory.Post(_id, call);
    }
}
