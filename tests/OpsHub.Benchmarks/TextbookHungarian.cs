namespace OpsHub.Benchmarks;

/// <summary>
/// The Hungarian method as textbooks have it, O(n^2 m): row by row, one column settled at a time, no reductions before
/// (H. W. Kuhn 1955, J. Munkres 1957, in the form with potentials). The baseline.
/// </summary>
internal static class TextbookHungarian
{
    public static double Cost(double[] costs, int rows, int columns)
    {
        var across = rows > columns;
        var (n, m) = (Math.Min(rows, columns), Math.Max(rows, columns));
        var (rowPotential, columnPotential) = (new double[n], new double[m]);
        var rowOf = new int[m];
        Array.Fill(rowOf, -1);
        for (var start = 0; start < n; start++)
        {
            var (slack, from, visited) = (new double[m], new int[m], new bool[m]);
            Array.Fill(slack, double.PositiveInfinity);
            Array.Fill(from, -1);
            var (row, current) = (start, -1);
            while (true)
            {
                var (next, delta) = (-1, double.PositiveInfinity);
                for (var column = 0; column < m; column++)
                {
                    if (visited[column])
                        continue;
                    var cost = across ? costs[(column * columns) + row] : costs[(row * columns) + column];
                    var reduced = cost - rowPotential[row] - columnPotential[column];
                    if (reduced < slack[column])
                        (slack[column], from[column]) = (reduced, current);
                    if (slack[column] < delta)
                        (next, delta) = (column, slack[column]);
                }

                rowPotential[start] += delta;
                for (var column = 0; column < m; column++)
                {
                    if (!visited[column])
                    {
                        slack[column] -= delta;
                        continue;
                    }
                    columnPotential[column] -= delta;
                    rowPotential[rowOf[column]] += delta;
                }

                visited[next] = true;
                current = next;
                if (rowOf[next] < 0)
                    break;
                row = rowOf[next];
            }

            for (var column = current; column >= 0; column = from[column])
                rowOf[column] = from[column] < 0 ? start : rowOf[from[column]];
        }

        return rowOf.Select((row, column) => row < 0 ? 0 : across ? costs[(column * columns) + row] : costs[(row * columns) + column]).Sum();
    }
}
