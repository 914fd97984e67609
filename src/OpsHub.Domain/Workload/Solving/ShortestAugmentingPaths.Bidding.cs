using System.Numerics;
using System.Runtime.InteropServices;

namespace OpsHub.Domain.Workload.Solving;

/// <summary>Column reduction and augmenting row reduction: cheap steps that place most rows.</summary>
internal sealed partial class ShortestAugmentingPaths
{
    /// <summary>Bids for each row on average, then the search takes over: with real numbers, bidding wars can go on in ever smaller steps.</summary>
    private const int BidsPerRow = 4;

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
    /// would be as good; who held the place bids again.
    /// </summary>
    /// <returns>How many rows are left waiting, at the start of the queue.</returns>
    private int Bid(in AssignmentProblem problem)
    {
        for (var column = 0; column < problem.Columns; column++)
            placePrice.AsSpan(firstPlace[column], Capacity(column)).Fill(-price[column]);
        for (var column = 0; column < problem.Columns; column++)
        {
            // Nobody can have a place there.
            if (Capacity(column) == 0)
                price[column] = double.NegativeInfinity;
        }
        var bids = (long)BidsPerRow * problem.Rows;
        var waiting = 0;
        for (var start = 0; start < problem.Rows; start++)
        {
            var row = start;
            while (row >= 0)
                row = bids-- > 0 ? Bid(problem, row, ref waiting) : Wait(row, ref waiting);
        }
        return waiting;
    }

    private int Wait(int row, ref int waiting)
    {
        queue[waiting++] = row;
        return Pending;
    }

    /// <summary>One bid; returns the row that lost its place and bids next, if any.</summary>
    private int Bid(in AssignmentProblem problem, int row, ref int waiting)
    {
        var choice = Choose(problem, row);
        if (choice.Column < 0)
        {
            if (double.IsPositiveInfinity(choice.Least))
                return Wait(row, ref waiting);
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
            return Wait(row, ref waiting);
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
