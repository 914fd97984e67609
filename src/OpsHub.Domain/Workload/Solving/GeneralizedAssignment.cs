using System.Runtime.InteropServices;

namespace OpsHub.Domain.Workload.Solving;

/// <summary>
/// Assignment with capacities (the generalized assignment problem, NP-hard): a tabu search over shifts and swaps through
/// overloaded assignments under penalties that adapt (M. Yagiura, T. Ibaraki and F. Glover, "An ejection chain approach for the
/// generalized assignment problem", INFORMS Journal on Computing 16 (2004) 133-151), and a bound from the Lagrangian relaxation
/// that leaves a knapsack at each column (M. L. Fisher, R. Jaikumar and L. N. Van Wassenhove, "A multiplier adjustment method
/// for the generalized assignment problem", Management Science 32 (1986) 1095-1103), by subgradients. Deterministic for a seed
/// and a number of moves. Reusable; not thread-safe.
/// </summary>
public sealed class GeneralizedAssignment
{
    /// <summary>Moves before the bound: it converges faster from a good cost.</summary>
    private const int FirstMoves = 300;

    private readonly CapacityTable table = new();
    private readonly TabuSearch search;
    private readonly LagrangianBound lagrangian;

    public GeneralizedAssignment()
    {
        search = new TabuSearch(table);
        lagrangian = new LagrangianBound(table);
    }

    /// <summary>The best that is found within the budget.</summary>
    /// <exception cref="ArgumentException">The problem is malformed.</exception>
    public GeneralizedAssignmentResult Solve(in GeneralizedAssignmentProblem problem, SearchBudget budget)
    {
        problem.Validate();
        table.Load(problem);
        search.Start(budget);
        if (table.Rows > 0 && table.EveryRowHasAColumn)
        {
            search.Run(Math.Min(FirstMoves, budget.Moves), double.NegativeInfinity);
            lagrangian.Improve(search.BestCost, budget);
            search.Restart(lagrangian.Proposal);
            search.Run(budget.Moves, lagrangian.Bound);
        }
        var columns = new int[problem.Rows];
        Array.Fill(columns, AssignmentProblem.Unassigned);
        var feasible = search.HasBest || problem.Rows == 0;
        for (var row = 0; row < problem.Rows && feasible; row++)
            columns[row] = search.Best[row] < problem.Columns ? search.Best[row] : AssignmentProblem.Unassigned;
        return new GeneralizedAssignmentResult
        {
            ColumnOf = ImmutableCollectionsMarshal.AsImmutableArray(columns),
            IsFeasible = feasible,
            Cost = problem.Rows == 0 ? 0 : search.BestCost,
            Bound = problem.Rows == 0 ? 0 : table.EveryRowHasAColumn ? lagrangian.Bound : double.PositiveInfinity,
            Moves = search.Moves,
        };
    }
}
