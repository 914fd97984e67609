import type { AggregatesChanged } from '../../live/protocol';
import { mercatorX, mercatorY } from '../../live/tiles';
import type { Palette } from './palette';
import { screenX, screenY, type Viewport } from './viewport';

/** Zoomed out: a count per cell, the disc's area as the count. */
export function drawAggregates(c: CanvasRenderingContext2D, v: Viewport, aggregates: AggregatesChanged, p: Palette): void {
  c.font = "650 13px 'Inter Variable', system-ui, sans-serif";
  c.textAlign = 'center';
  c.textBaseline = 'middle';
  for (const cell of aggregates.cells) {
    const x = screenX(v, mercatorX(cell.longitudeDegrees));
    const y = screenY(v, mercatorY(cell.latitudeDegrees));
    c.beginPath();
    c.arc(x, y, Math.min(40, 11 + Math.sqrt(cell.count) * 1.5), 0, 2 * Math.PI);
    c.fillStyle = p.planFill;
    c.strokeStyle = p.track;
    c.lineWidth = 1.5;
    c.fill();
    c.stroke();
    c.fillStyle = p.text;
    c.fillText(String(cell.count), x, y);
  }
}
