using System.Buffers;
using System.Numerics;
using OpsHub.Contracts.Models;

namespace OpsHub.Domain.Models;

/// <summary>
/// Shapley values of a row, tree by tree: S. Lundberg, G. Erion, S.-I. Lee, "Consistent individualized feature attribution
/// for tree ensembles", arXiv 1802.03888 (2018), algorithm 2. A path holds, for each feature split on so far, which part of
/// the subsets without it (Zero) and with it (One, 1 or 0) comes by, and the weight of the subsets by their size.
/// </summary>
internal sealed class ExactContributions<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The root is reached by no feature.</summary>
    private const int NoFeature = -1;

    /// <summary>1 / k: a division takes several times as long as a product, and these are most of the work.</summary>
    private static readonly double[] Inverse = [0, .. Enumerable.Range(1, TreeEnsemble.MaxDepth + 2).Select(k => 1.0 / k)];

    private readonly TreeEnsemble _ensemble;
    private readonly NodeMeans _means;
    private readonly CompiledForest<T> _forest;
    private readonly int _space;

    public ExactContributions(TreeEnsemble ensemble, NodeMeans means, CompiledForest<T> forest)
    {
        (_ensemble, _means, _forest) = (ensemble, means, forest);
        // A path of one more for each level, each a copy of the one above.
        var longest = forest.Depth.Max() + 1;
        _space = longest * (longest + 1) / 2;
    }

    public void Add(ReadOnlySpan<T> slots, Span<double> contributions)
    {
        contributions.Clear();
        var space = ArrayPool<Part>.Shared.Rent(_space);
        for (var t = 0; t < _ensemble.Trees.Length; t++)
        {
            var walk = new Walk(_forest, _ensemble.Trees[t], _means.Of(t), _forest.Roots[t], slots, contributions);
            walk.Visit(0, [], space, new Part { Feature = NoFeature, Zero = 1, One = 1 });
        }

        ArrayPool<Part>.Shared.Return(space);
        contributions[^1] = _means.Base;
    }

    private struct Part
    {
        public int Feature;
        public double Zero;
        public double One;
        public double Weight;
    }

    private readonly ref struct Walk(CompiledForest<T> forest, DecisionTree tree, ReadOnlySpan<double> means, int root, ReadOnlySpan<T> slots, Span<double> contributions)
    {
        private readonly ReadOnlySpan<double> _means = means;
        private readonly ReadOnlySpan<T> _slots = slots;
        private readonly Span<double> _contributions = contributions;

        /// <param name="above">The path to the parent.</param>
        /// <param name="space">For the path to this node, and behind it those to its descendants.</param>
        /// <param name="by">The split that led here.</param>
        public void Visit(int node, ReadOnlySpan<Part> above, Span<Part> space, Part by)
        {
            // No subset comes by here.
            if (by.Zero == 0 && by.One == 0)
                return;
            var path = space[..(above.Length + 1)];
            above.CopyTo(path);
            Extend(path, by);
            var child = tree.FirstChild[node];
            if (child == 0)
            {
                for (var i = 1; i < path.Length; i++)
                    _contributions[path[i].Feature] += SumWithout(path, i) * (path[i].One - path[i].Zero) * _means[node];
                return;
            }

            var feature = tree.Feature[node];
            var (zero, one) = (1.0, 1.0);
            for (var i = 1; i < path.Length; i++)
            {
                if (path[i].Feature != feature)
                    continue;
                (zero, one) = (path[i].Zero, path[i].One);
                Unwind(path, i);
                path = path[..^1];
                break;
            }

            var left = NodeMeans.LeftShare(tree, node);
            var taken = forest.Child(_slots, root + node) - root;
            space = space[path.Length..];
            Visit(child, path, space, new Part { Feature = feature, Zero = zero * left, One = taken == child ? one : 0 });
            Visit(child + 1, path, space, new Part { Feature = feature, Zero = zero * (1 - left), One = taken == child ? 0 : one });
        }

        private static void Extend(Span<Part> path, Part by)
        {
            var last = path.Length - 1;
            path[last] = by;
            path[last].Weight = last == 0 ? 1 : 0;
            var (one, zero) = (by.One * Inverse[path.Length], by.Zero * Inverse[path.Length]);
            for (var i = last - 1; i >= 0; i--)
            {
                path[i + 1].Weight += one * path[i].Weight * (i + 1);
                path[i].Weight *= zero * (last - i);
            }
        }

        /// <summary>Takes the part at a place out again; the path is then one shorter.</summary>
        private static void Unwind(Span<Part> path, int place)
        {
            var (last, zero, one) = (path.Length - 1, path[place].Zero, path[place].One);
            var next = path[last].Weight;
            for (var i = last - 1; i >= 0; i--)
            {
                if (one != 0)
                {
                    var before = path[i].Weight;
                    path[i].Weight = next * path.Length * Inverse[i + 1];
                    next = before - (path[i].Weight * zero * (last - i) * Inverse[path.Length]);
                }
                else
                {
                    path[i].Weight *= path.Length * Inverse[last - i] / zero;
                }
            }

            for (var i = place; i < last; i++)
                (path[i].Feature, path[i].Zero, path[i].One) = (path[i + 1].Feature, path[i + 1].Zero, path[i + 1].One);
        }

        /// <summary>The weights' sum as it would be with the part at a place taken out.</summary>
        private static double SumWithout(ReadOnlySpan<Part> path, int place)
        {
            var (last, zero, one) = (path.Length - 1, path[place].Zero, path[place].One);
            var (next, sum) = (path[last].Weight, 0.0);
            if (one == 0)
            {
                for (var i = 0; i < last; i++)
                    sum += path[i].Weight * Inverse[last - i];
                return sum * path.Length / zero;
            }

            zero *= Inverse[path.Length];
            for (var i = last - 1; i >= 0; i--)
            {
                var without = next * path.Length * Inverse[i + 1];
                next = path[i].Weight - (without * zero * (last - i));
                sum += without;
            }

            return sum;
        }
    }
}
