using System.Numerics;
using System.Runtime.InteropServices;

namespace OpsHub.Domain.Workload.Solving;

/// <summary>Column reduction and augmenting row reduction: cheap steps that place most rows.</summary>
internal sealed partial class ShortestAugmentingPaths
{
    /// <summary>
    /// Bids for each row on average, then the search takes over: with real numbers, bidding wars can go on in ever smaller
    /// steps. Measured on dispatch problems as tight as can be: with 4 the searches take longer than the bids saved, with 60 less.
    /// </summary>
    private const int BidsPerRow = 16;

    private readonly record struct Choice(int Column, double Least, double Second);

    private void ReduceColumns(in AssignmentProblem problem)
    {
        var least = price.AsSpan(0, problem.Columns);
        least.Fill(double.PositiveInfinity);
        for (var row = 0; row < problem.Rows; row++)
        {
            var costs = problem.CostsOf(row);
            var costVectors = MemoryMarshal.Cast<double, Vector<double>>(costs);
            var leastVectors = MemoryMarshal.Cast<double, Vector<double>>(least);
            for (var i = 0; i < costVectors.Length; i++)
                leastVectors[i] = Vector.Min(costVectors[i], leastVectors[i]);
            for (var column = costVectors.Length * Vector<double>.Count; column < least.Length; column++)
                least[column] = Math.Min(costs[column], least[column]);
        }
        foreach (ref var value in least)
        {
            // A column nobody may take: the problem has no solution, which the search will find.
            if (double.IsPositiveInfinity(value))
                value = 0;
        }
    }

    /// <summary>
    /// Every row takes the cheapest place of its best column and raises that place's price to where its second best choice
    /// would be as good; who held the place bids again, after the others.
    /// </summary>
    /// <returns>How many rows are left waiting, at the start of the list.</returns>
    private int Bid(in AssignmentProblem problem)
    {
        for (var column = 0; column < problem.Columns; column++)
        {
            placePrice.AsSpan(firstPlace[column], Capacity(column)).Fill(-price[column]);
            // Nobody can have a place there.
            if (Capacity(column) == 0)
                price[column] = double.NegativeInfinity;
        }
        var (bids, left) = ((long)BidsPerRow * problem.Rows, 0);
        var (first, queued) = (0, problem.Rows);
        for (var row = 0; row < queued; row++)
            queue[row] = row;
        for (; queued > 0; bids--)
        {
            var row = queue[first];
            first = first + 1 == problem.Rows ? 0 : first + 1;
            queued--;
            var loser = bids > 0 ? Bid(problem, row) : row;
            if (loser == row)
                waiting[left++] = row;
            else if (loser >= 0)
                queue[(first + queued++) % problem.Rows] = loser;
        }
        return left;
    }

    /// <summary>One bid; returns the row that lost its place if any, or the row itself when it can't bid.</summary>
    private int Bid(in AssignmentProblem problem, int row)
    {
        var choice = Choose(problem, row);
        if (choice.Column < 0)
        {
            if (double.IsPositiveInfinity(choice.Least))
                return row;
            placeOf[row] = Out;
            return Pending;
        }
        var column = choice.Column;
        if (load[column] < Capacity(column))
        {
            var free = firstPlace[column] + load[column]++;
            Put(row, free);
            Raise(column, free, choice);
            return Pending;
        }
        // Without a margin nothing is gained, without a second choice there is no end to it: the search settles both.
        if (choice.Second <= choice.Least || !double.IsFinite(choice.Second))
            return row;
        var place = CheapestPlace(column);
        var loser = holder[place];
        Put(row, place);
        Raise(column, place, choice);
        placeOf[loser] = Pending;
        return loser;
    }

    private void Raise(int column, int place, Choice choice)
    {
        // Without a second choice any price would do; the place keeps its own.
        if (choice.Second > choice.Least && double.IsFinite(choice.Second))
            placePrice[place] = -price[column] + (choice.Second - choice.Least);
        price[column] = -placePrice[CheapestPlace(column)];
    }

    private int CheapestPlace(int column)
    {
        var best = firstPlace[column];
        for (var place = best + 1; place < firstPlace[column + 1]; place++)
        {
            if (placePrice[place] < placePrice[best])
                best = place;
        }
        return best;
    }

    /// <summary>The column of least reduced cost and the second least; column -1 when staying unassigned, or nothing, is best.</summary>
    private Choice Choose(in AssignmentProblem problem, int row)
    {
        var costs = problem.CostsOf(row);
        var prices = price.AsSpan(0, costs.Length);
        var costVectors = MemoryMarshal.Cast<double, Vector<double>>(costs);
        var priceVectors = MemoryMarshal.Cast<double, Vector<double>>(prices);
        var (leasts, seconds) = (new Vector<double>(double.PositiveInfinity), new Vector<double>(double.PositiveInfinity));
        var (where, here) = (new Vector<long>(-1), Vector<long>.Indices);
        var step = new Vector<long>(Vector<long>.Count);
        for (var i = 0; i < costVectors.Length; i++)
        {
            var reduced = costVectors[i] - priceVectors[i];
            where = Vector.ConditionalSelect(Vector.LessThan(reduced, leasts), here, where);
            seconds = Vector.Min(Vector.Max(reduced, leasts), seconds);
            leasts = Vector.Min(reduced, leasts);
            here += step;
        }
        var (column, least, second) = (-1, problem.UnassignedPrice(row), double.PositiveInfinity);
        for (var lane = 0; lane < Vector<double>.Count; lane++)
        {
            Consider(leasts[lane], (int)where[lane]);
            second = Math.Min(second, seconds[lane]);
        }
        for (var rest = costVectors.Length * Vector<double>.Count; rest < costs.Length; rest++)
            Consider(costs[rest] - prices[rest], rest);
        return new Choice(column, least, second);

        void Consider(double reduced, int index)
        {
            if (reduced < least)
                (column, second, least) = (index, least, reduced);
            else
                second = Math.Min(second, reduced);
        }
    }
}
