// A KPI's last two hours as an SVG path. Pure, so that its corners can be tested.
export interface Spark {
  /** Lines with gaps where nothing was known. */
  path: string;
  /** The target band in the same box; null when there is none. */
  band: { y: number; height: number } | null;
  last: { x: number; y: number } | null;
}

export function sparkline(values: readonly (number | null)[], width: number, height: number, low?: number, high?: number): Spark {
  const known = values.filter((v): v is number => v !== null && v !== undefined);
  const hasBand = low !== undefined || high !== undefined;
  // One value is no course of things: a band alone would only be a grey slab.
  if (known.length < 2) return { path: '', band: null, last: null };
  // Zero is in sight when the values are near it: a band from 0 to 40 with values of 38 must not look like a cliff.
  const bottom = Math.min(...known, low ?? Infinity);
  const topValue = Math.max(...known, high ?? -Infinity);
  const range = topValue - bottom || 1;
  const y = (v: number): number => height - 2 - ((v - bottom) / range) * (height - 4);
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  let path = '';
  let pen = false;
  let last: Spark['last'] = null;
  values.forEach((v, i) => {
    if (v === null || v === undefined) return void (pen = false);
    last = { x: round(i * step), y: round(y(v)) };
    path += `${pen ? 'L' : 'M'}${last.x} ${last.y}`;
    pen = true;
  });
  const bandTop = y(Math.min(high ?? topValue, topValue));
  const bandBottom = y(Math.max(low ?? bottom, bottom));
  return { path, band: hasBand ? { y: round(bandTop), height: round(Math.max(1, bandBottom - bandTop)) } : null, last };
}

const round = (v: number): number => Math.round(v * 10) / 10;

export type Standing = 'unknown' | 'normal' | 'above' | 'below';

export function standing(value: number | undefined, low: number | undefined, high: number | undefined): Standing {
  if (value === undefined || value === null) return 'unknown';
  if (high !== undefined && value > high) return 'above';
  if (low !== undefined && value < low) return 'below';
  return 'normal';
}
