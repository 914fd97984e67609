// The edge of a corridor on the screen: both sides of its line and a round end at each. Drawn as lines, since taking a narrow
// line out of a wide one needs a second canvas, which without a GPU costs more than everything else on the map together.

/** Beyond this multiple of the half width a corner is cut off instead of drawn out. */
const MITRE_LIMIT = 2;

/** @param line x, y pairs, px; at least two different points. @param half Half the width, px. @returns x, y pairs of one side, left of the way along it. */
export function sideOf(line: readonly number[], half: number): number[] {
  const side: number[] = [];
  for (let i = 0; i < line.length; i += 2) {
    const before = i > 0 ? normal(line, i - 2) : null;
    const after = i + 2 < line.length ? normal(line, i) : null;
    const [x, y] = [line[i]!, line[i + 1]!];
    if (before && after) {
      // Where the two offset lines meet: along the sum of both normals.
      const [sx, sy] = [before[0] + after[0], before[1] + after[1]];
      const reach = 2 / (sx * sx + sy * sy);
      if (reach <= MITRE_LIMIT * MITRE_LIMIT / 2) side.push(x + sx * reach * half, y + sy * reach * half);
      else side.push(x + before[0] * half, y + before[1] * half, x + after[0] * half, y + after[1] * half);
    } else {
      const [nx, ny] = (before ?? after)!;
      side.push(x + nx * half, y + ny * half);
    }
  }
  return side;
}

/** Unit normal, to the left, of the piece that begins at a point. */
function normal(line: readonly number[], i: number): [number, number] {
  const [dx, dy] = [line[i + 2]! - line[i]!, line[i + 3]! - line[i + 1]!];
  const length = Math.hypot(dx, dy) || 1;
  return [dy / length, -dx / length];
}

/** Without points that lie on the one before: they have no direction. */
export function distinct(line: readonly number[]): number[] {
  const kept: number[] = [];
  for (let i = 0; i < line.length; i += 2)
    if (kept.length === 0 || Math.hypot(line[i]! - kept.at(-2)!, line[i + 1]! - kept.at(-1)!) > 0.5) kept.push(line[i]!, line[i + 1]!);
  return kept;
}

/** The outline of a corridor of that line, its ends round. */
export function corridorEdge(line: readonly number[], half: number): Path2D {
  const path = new Path2D();
  const points = distinct(line);
  const [x, y, endX, endY] = [points[0]!, points[1]!, points.at(-2)!, points.at(-1)!];
  if (points.length < 4) {
    path.arc(x, y, half, 0, 2 * Math.PI);
    return path;
  }
  const left = sideOf(points, half);
  const right = sideOf(points, -half);
  path.moveTo(left[0]!, left[1]!);
  for (let i = 2; i < left.length; i += 2) path.lineTo(left[i]!, left[i + 1]!);
  const from = Math.atan2(left.at(-1)! - endY, left.at(-2)! - endX);
  path.arc(endX, endY, half, from, from + Math.PI);
  for (let i = right.length - 2; i >= 0; i -= 2) path.lineTo(right[i]!, right[i + 1]!);
  const back = Math.atan2(right[1]! - y, right[0]! - x);
  path.arc(x, y, half, back, back + Math.PI);
  path.closePath();
  return path;
}
