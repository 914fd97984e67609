// Figures as they are printed: what, the goal, what was measured, and whether it is reached.

export const percentile = (values: readonly number[], p: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))]!;
};

export const median = (values: readonly number[]): number => percentile(values, 0.5);

interface Row {
  what: string;
  figure: number;
  unit: string;
  goal?: number;
  /** More is better, as with frames per second. */
  atLeast?: boolean;
  note?: string;
}

export function print({ what, figure, unit, goal, atLeast = false, note = '' }: Row): void {
  const text = (n: number): string => `${Math.abs(n) < 100 && !Number.isInteger(n) ? n.toFixed(1) : Math.round(n).toLocaleString('en')} ${unit}`;
  const isReached = goal === undefined || (atLeast ? figure >= goal : figure <= goal);
  const verdict = goal === undefined ? '' : isReached ? 'reached' : 'SHORT';
  const wanted = goal === undefined ? '' : `goal ${atLeast ? '>=' : '<='} ${text(goal)}`;
  console.log(`${what.padEnd(44)} ${text(figure).padStart(12)}  ${wanted.padEnd(20)} ${verdict.padEnd(8)} ${note}`.trimEnd());
}

/** How much of the processors others took: a figure from a busy machine says little. */
export function spread(values: readonly number[], unit: string): string {
  return `median of ${values.length}: ${Math.min(...values).toFixed(1)} to ${Math.max(...values).toFixed(1)} ${unit}, p95 ${percentile(values, 0.95).toFixed(1)}`;
}
