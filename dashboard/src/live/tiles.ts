// The lossy lane's 9-byte records, see TileFrame in src/OpsHub.Contracts/Live/LiveProtocol.cs.

export const RECORD_BYTES = 9;
/** Tiles are of zoom 12: 4096 across the Mercator world. */
export const TILES_ACROSS = 4096;

export interface TileRecord {
  slot: number;
  /** Web Mercator, 0 to 1, west to east and north to south. */
  x: number;
  y: number;
  /** Knots, NaN = not available. */
  speed: number;
  /** Degrees, NaN = not available. */
  course: number;
  /** Seconds since the fix at the frame's time; 4,140 stands for that and more. */
  age: number;
}

/** Calls `take` for each record with one object that is used again: 5,000 records must not make 5,000 objects. */
export function decodeTile(tile: string, base64: string, take: (record: TileRecord) => void): void {
  const slash = tile.indexOf('/');
  const tileX = Number(tile.slice(0, slash));
  const tileY = Number(tile.slice(slash + 1));
  const bytes = atob(base64);
  if (bytes.length % RECORD_BYTES !== 0) throw new Error(`tile ${tile}: ${bytes.length} bytes are not whole records of ${RECORD_BYTES}`);
  const record: TileRecord = { slot: 0, x: 0, y: 0, speed: 0, course: 0, age: 0 };
  for (let i = 0; i < bytes.length; i += RECORD_BYTES) {
    const u8 = (offset: number) => bytes.charCodeAt(i + offset);
    record.slot = u8(0) | (u8(1) << 8);
    record.x = (tileX + (u8(2) | (u8(3) << 8)) / 65536) / TILES_ACROSS;
    record.y = (tileY + (u8(4) | (u8(5) << 8)) / 65536) / TILES_ACROSS;
    record.speed = u8(6) === 255 ? NaN : u8(6) * 0.5;
    record.course = u8(7) === 255 ? NaN : (u8(7) * 360) / 254;
    record.age = u8(8) <= 120 ? u8(8) : 120 + (u8(8) - 121) * 30;
    take(record);
  }
}

export const tileOf = (x: number, y: number): string => `${Math.floor(x * TILES_ACROSS)}/${Math.floor(y * TILES_ACROSS)}`;

export const mercatorX = (longitude: number): number => longitude / 360 + 0.5;

export function mercatorY(latitude: number): number {
  const s = Math.sin((Math.max(-85.0511, Math.min(85.0511, latitude)) * Math.PI) / 180);
  return 0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI);
}

export const longitudeOf = (x: number): number => (x - 0.5) * 360;
export const latitudeOf = (y: number): number => (Math.atan(Math.sinh((0.5 - y) * 2 * Math.PI)) * 180) / Math.PI;
