// All names of the map in one go, so that none stands on another: marks of alarms and the selected thing first, then zones,
// the plan, and what moves.
import type { Track } from '../../live/tracks';
import type { TrackKind } from '../../contracts';
import { fenceLabels, type FenceScene } from '../geofences/drawFences';
import { planLabels } from './drawBase';
import { beside, drawLabel, FONT_FAMILY, Placement, widthOf, type Label } from './labels';
import type { Palette } from './palette';
import type { PlanFeature } from './plan';
import { screenX, screenY, type Viewport } from './viewport';

const FONT = `550 12px ${FONT_FAMILY}`;
const NAMES_FROM_ZOOM = 10.5;
/** From here on everything that moves has its name; before, vessels only. */
const ALL_NAMES_FROM_ZOOM = 13.5;
/** More names than this nobody reads, and each costs a drawn text. */
const NAMES_MAX = 140;
/** With more in sight a name has one place to stand at: looking for others costs more than it finds. */
const CROWD = 600;
/** From the middle of a thing to the edge of its name, and half the side of an alarm's mark, px. */
const REACH = 11;
const MARK = 11;
const ORDER: readonly TrackKind[] = ['vessel', 'officer', 'truck', 'vesselClassB', 'cargo'];

export interface NameScene {
  shown: readonly Track[];
  /** x, y pairs of {@link shown}. */
  points: Float32Array;
  selected: string | null;
  marks: readonly { x: number; y: number }[];
  plan: readonly PlanFeature[];
  fences: FenceScene | null;
}

export function drawNames(c: CanvasRenderingContext2D, v: Viewport, scene: NameScene, p: Palette): void {
  const placement = new Placement();
  for (const mark of scene.marks) {
    const [x, y] = [screenX(v, mark.x), screenY(v, mark.y)];
    placement.block({ left: x - MARK, top: y - MARK, right: x + MARK, bottom: y + MARK });
  }
  const draw = (label: Label, isUnique: boolean): boolean => {
    const at = placement.place(label, widthOf(c, label.font, label.text), isUnique);
    if (at) drawLabel(c, label, at[0], at[1], p.water);
    return at !== null;
  };
  const selected = scene.selected === null ? -1 : scene.shown.findIndex((t) => t.id === scene.selected);
  if (selected >= 0) draw({ ...trackLabel(c, scene, selected, p.accent), always: true }, false);
  const fences = scene.fences && fenceLabels(c, v, scene.fences, p);
  for (const label of [...(fences?.first ?? []), ...planLabels(c, v, scene.plan, p), ...(fences?.others ?? [])]) draw(label, true);
  if (v.zoom < NAMES_FROM_ZOOM) return;
  let drawn = 0;
  for (const kind of v.zoom < ALL_NAMES_FROM_ZOOM ? ORDER.slice(0, 1) : ORDER)
    for (let i = 0; i < scene.shown.length && drawn < NAMES_MAX; i++)
      if (scene.shown[i]!.kind === kind && i !== selected && draw(trackLabel(c, scene, i, p.text), false)) drawn++;
}

function trackLabel(c: CanvasRenderingContext2D, { shown, points }: NameScene, i: number, colour: string): Label {
  const text = shown[i]!.label;
  const places = beside(points[i * 2]!, points[i * 2 + 1]!, widthOf(c, FONT, text), REACH);
  return { text, font: FONT, colour, places: shown.length > CROWD ? places.slice(0, 2) : places };
}
