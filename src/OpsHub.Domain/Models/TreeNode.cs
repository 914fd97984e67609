using System.Runtime.InteropServices;

namespace OpsHub.Domain.Models;

/// <summary>
/// A node as it is evaluated: 8 bytes in single precision, 16 in double, so that one load brings all of it. A split goes
/// to the node <see cref="Step"/> further on when the value in <see cref="Slot"/> is below <see cref="Value"/>, else to the
/// one behind that. A leaf asks slot 0, which holds NaN, below nothing, and steps by -1: it goes to itself, so that a walk
/// takes as many steps as the tree is deep and has no branch to be mispredicted.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TreeNode<T> where T : unmanaged
{
    /// <summary>A split's threshold; a leaf's value x the tree's weight; at a split by category the number of its set.</summary>
    public T Value;

    public ushort Slot;

    public short Step;
}
