// Mouse, touch and pen on the map: drag, wheel, pinch, click. Keys are in keys.ts.
import { pan, zoomAt, type Viewport } from './viewport';

export interface GestureTarget {
  view(): Viewport;
  setView(view: Viewport): void;
  click(x: number, y: number): void;
  /** The person moved the map: following ends. */
  grabbed(): void;
}

/** A press that moves less than this is a click, px. */
const CLICK_SLOP = 5;
const WHEEL_ZOOM = 1 / 400;

export function attachGestures(element: HTMLElement, target: GestureTarget): () => void {
  const pointers = new Map<number, { x: number; y: number }>();
  let travelled = 0;
  let pinch = 0;

  const local = (e: PointerEvent | WheelEvent) => {
    const box = element.getBoundingClientRect();
    return { x: e.clientX - box.left, y: e.clientY - box.top };
  };
  const spread = (): { distance: number; x: number; y: number } => {
    const [a, b] = [...pointers.values()];
    return { distance: Math.hypot(a!.x - b!.x, a!.y - b!.y), x: (a!.x + b!.x) / 2, y: (a!.y + b!.y) / 2 };
  };

  const down = (e: PointerEvent): void => {
    if (e.button !== 0) return;
    element.setPointerCapture(e.pointerId);
    pointers.set(e.pointerId, local(e));
    if (pointers.size === 1) travelled = 0;
    if (pointers.size === 2) pinch = spread().distance;
  };
  const move = (e: PointerEvent): void => {
    const before = pointers.get(e.pointerId);
    if (!before) return;
    const at = local(e);
    travelled += Math.hypot(at.x - before.x, at.y - before.y);
    if (travelled > CLICK_SLOP) target.grabbed();
    pointers.set(e.pointerId, at);
    if (pointers.size === 1 && travelled > CLICK_SLOP) target.setView(pan(target.view(), at.x - before.x, at.y - before.y));
    if (pointers.size === 2) {
      const { distance, x, y } = spread();
      const moved = pan(target.view(), (at.x - before.x) / 2, (at.y - before.y) / 2);
      target.setView(pinch > 0 && distance > 0 ? zoomAt(moved, x, y, Math.log2(distance / pinch)) : moved);
      pinch = distance;
    }
  };
  const up = (e: PointerEvent): void => {
    const at = pointers.get(e.pointerId);
    pointers.delete(e.pointerId);
    pinch = 0;
    if (at && e.type === 'pointerup' && pointers.size === 0 && travelled <= CLICK_SLOP) target.click(at.x, at.y);
  };
  const wheel = (e: WheelEvent): void => {
    e.preventDefault();
    const { x, y } = local(e);
    const pixels = e.deltaMode === WheelEvent.DOM_DELTA_LINE ? e.deltaY * 20 : e.deltaY;
    target.setView(zoomAt(target.view(), x, y, -pixels * WHEEL_ZOOM));
  };

  const controller = new AbortController();
  const { signal } = controller;
  element.addEventListener('pointerdown', down, { signal });
  element.addEventListener('pointermove', move, { signal });
  element.addEventListener('pointerup', up, { signal });
  element.addEventListener('pointercancel', up, { signal });
  element.addEventListener('wheel', wheel, { passive: false, signal });
  return () => controller.abort();
}
