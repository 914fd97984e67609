namespace OpsHub.Benchmarks;

/// <summary>
/// The row that would lose most by waiting goes first, to its cheapest column with room (S. Martello and P. Toth, "An algorithm
/// for the generalized assignment problem", 1981, first phase). A baseline.
/// </summary>
internal static class RegretGreedy
{
    /// <returns>Infinite when some row fits nowhere any more.</returns>
    public static double Cost(double[] costs, int[] weights, int[] capacities, int rows)
    {
        var (room, waiting, total) = (capacities.ToArray(), Enumerable.Range(0, rows).ToList(), 0.0);
        while (waiting.Count > 0)
        {
            var (next, to, most) = (-1, -1, double.NegativeInfinity);
            foreach (var row in waiting)
            {
                var (best, least, second) = (-1, double.PositiveInfinity, double.PositiveInfinity);
                for (var column = 0; column < room.Length; column++)
                {
                    var at = (row * room.Length) + column;
                    if (weights[at] > room[column])
                        continue;
                    if (costs[at] < least)
                        (best, least, second) = (column, costs[at], least);
                    else
                        second = Math.Min(second, costs[at]);
                }

                if (best < 0)
                    return double.PositiveInfinity;
                if (second - least > most)
                    (next, to, most) = (row, best, second - least);
            }

            waiting.Remove(next);
            room[to] -= weights[(next * room.Length) + to];
            total += costs[(next * room.Length) + to];
        }

        return total;
    }
}
