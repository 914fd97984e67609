using System.Collections.Immutable;
using System.Globalization;
using OpsHub.Contracts.Models;

namespace OpsHub.Wire.Models;

/// <summary>
/// A tree as its file numbers it: any order, with nodes nobody reaches, perhaps with a cycle. Left and Right are -1 at a
/// leaf; all arrays are equally long, and the readers have checked the features.
/// </summary>
internal sealed class RawTree
{
    public required int[] Left { get; init; }
    public required int[] Right { get; init; }
    public required int[] Feature { get; init; }
    public required double[] Value { get; init; }
    public required SplitMissing[] Missing { get; init; }

    /// <summary>Null when the file has none.</summary>
    public required double[]? Cover { get; init; }

    /// <summary>Sets of the splits by category, by the file's node number; null when there are none.</summary>
    public Dictionary<int, ImmutableArray<uint>>? Categories { get; init; }

    public double Weight { get; init; } = 1;

    /// <summary>
    /// The same tree breadth-first; null, with a refusal, when it is none: a child that does not exist, a node reached
    /// twice (so no cycle either), a tree that is too deep.
    /// </summary>
    /// <param name="where">Path of the tree in the file.</param>
    /// <param name="name">Makes the file's name of a node.</param>
    public DecisionTree? BreadthFirst(string where, Func<int, string> name, ModelFaults faults)
    {
        var count = Left.Length;
        var order = new List<int>(count) { 0 };
        var seen = new bool[count];
        seen[0] = true;
        var firstChild = new List<int>(count);
        var (depth, levelEnd) = (0, 1);
        for (var i = 0; i < order.Count; i++)
        {
            if (i == levelEnd)
            {
                levelEnd = order.Count;
                if (++depth > TreeEnsemble.MaxDepth)
                {
                    faults.Refuse(where, "", "is too deep", $"at most {TreeEnsemble.MaxDepth} splits from the root to a leaf");
                    return null;
                }
            }

            var node = order[i];
            if (Left[node] < 0)
            {
                if (!(Math.Abs(Value[node] * Weight) <= TreeEnsemble.MaxLeaf))
                {
                    faults.Refuse($"{where} {name(node)}", Value[node].ToString(CultureInfo.InvariantCulture), "has a value out of range", $"at most {TreeEnsemble.MaxLeaf:0E+0} either way, with the tree's weight");
                    return null;
                }

                firstChild.Add(0);
                continue;
            }

            firstChild.Add(order.Count);
            if (!Follow(Left[node], node) || !Follow(Right[node], node))
                return null;
        }

        return Renumbered(order, [.. firstChild]);

        bool Follow(int child, int parent)
        {
            if ((uint)child >= (uint)count)
                return faults.Refuse($"{where} {name(parent)}", Text(child), "has a child that does not exist", $"a child from 0 to {count - 1}");
            if (seen[child])
                return faults.Refuse($"{where} {name(parent)}", name(child), "has a child that is reached twice", "a tree, in which every node but the root has one parent");
            seen[child] = true;
            order.Add(child);
            return true;
        }
    }

    private DecisionTree Renumbered(List<int> order, ImmutableArray<int> firstChild)
    {
        var categories = ImmutableArray.CreateBuilder<CategorySplit>();
        for (var i = 0; Categories is not null && i < order.Count; i++)
        {
            if (firstChild[i] != 0 && Categories.TryGetValue(order[i], out var words))
                categories.Add(new CategorySplit(i, words));
        }

        return new DecisionTree
        {
            FirstChild = firstChild,
            Feature = [.. order.Select((node, i) => firstChild[i] == 0 ? 0 : Feature[node])],
            Value = [.. order.Select(node => Value[node])],
            Missing = [.. order.Select((node, i) => firstChild[i] == 0 ? SplitMissing.Right : Missing[node])],
            Cover = Cover is null ? [] : [.. order.Select(node => Cover[node])],
            Categories = categories.ToImmutable(),
            Weight = Weight,
        };
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
