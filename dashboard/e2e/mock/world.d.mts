import type { MockWorld } from './server.d.mts';
export class World {
  constructor(options?: { seed?: number; vessels?: number; trucks?: number });
  port: { zoom: number; latitudeDegrees: number; longitudeDegrees: number };
  tracks: MockWorld['tracks'];
}
