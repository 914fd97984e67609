namespace OpsHub.Wire.Declarations;

/// <summary>More was read for one declaration than one may have.</summary>
internal sealed class BudgetExceededException() : IOException("One declaration is larger than allowed.");

/// <summary>Hands a stream on, so many bytes at most between two calls of <see cref="Renew"/>: a parser that buffers cannot be fed without end.</summary>
internal sealed class BudgetStream(Stream inner, int budget) : Stream
{
    // A parser's large buffer would hold many declarations, all on the budget of the first.
    private const int MaxRead = 8 * 1024;

    private long _left = budget;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Another declaration begins.</summary>
    public void Renew() => _left = budget;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Spend(await inner.ReadAsync(buffer[..Math.Min(buffer.Length, MaxRead)], cancellationToken).ConfigureAwait(false));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => Spend(inner.Read(buffer, offset, Math.Min(count, MaxRead)));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Spend(int read)
    {
        _left -= read;
        return _left >= 0 ? read : throw new BudgetExceededException();
    }
}
