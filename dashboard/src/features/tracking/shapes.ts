// What things look like on the map: vessels are hulls, trucks boxes along their way, officers discs, cargo units crossed boxes.
import type { TrackKind } from '../../contracts';

/** No shape reaches further from its middle, px at size 1, its outline included. */
export const SHAPE_REACH = 12;

/** Adds a shape to a path. Angle in radians, clockwise from north; NaN = not known. */
export function addShape(path: Path2D, kind: TrackKind, angle: number, x: number, y: number, size: number): void {
  const hasCourse = angle === angle;
  const cos = Math.cos(hasCourse ? angle : 0) * size;
  const sin = Math.sin(hasCourse ? angle : 0) * size;
  const polygon = (...corners: readonly number[]): void => {
    for (let i = 0; i < corners.length; i += 2) {
      const px = x + corners[i]! * cos - corners[i + 1]! * sin;
      const py = y + corners[i]! * sin + corners[i + 1]! * cos;
      if (i === 0) path.moveTo(px, py);
      else path.lineTo(px, py);
    }
    path.closePath();
  };
  switch (kind) {
    case 'vessel':
      // Without a course no bow is shown: a hull that points north would say something nobody knows.
      return hasCourse ? polygon(0, -10, 4.5, -4, 4.5, 8, -4.5, 8, -4.5, -4) : polygon(0, -6, 6, 0, 0, 6, -6, 0);
    case 'vesselClassB':
      return hasCourse ? polygon(0, -7.5, 4, 5, 0, 3, -4, 5) : polygon(0, -4.5, 4.5, 0, 0, 4.5, -4.5, 0);
    case 'truck':
      polygon(-3, -6, 3, -6, 3, -2.5, -3, -2.5);
      return polygon(-3.5, -1.5, 3.5, -1.5, 3.5, 6.5, -3.5, 6.5);
    case 'officer':
      path.moveTo(x + 5.5 * size, y);
      path.arc(x, y, 5.5 * size, 0, 2 * Math.PI);
      return;
    case 'cargo':
      path.rect(x - 4.5 * size, y - 4.5 * size, 9 * size, 9 * size);
      path.moveTo(x - 4.5 * size, y - 4.5 * size);
      path.lineTo(x + 4.5 * size, y + 4.5 * size);
      return;
    case 'aidToNavigation':
    case 'baseStation':
      path.moveTo(x, y - 5 * size);
      path.lineTo(x + 4.5 * size, y + 3.5 * size);
      path.lineTo(x - 4.5 * size, y + 3.5 * size);
      return path.closePath();
    default:
      path.rect(x - 2.5 * size, y - 2.5 * size, 5 * size, 5 * size);
  }
}
