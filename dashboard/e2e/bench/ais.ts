// AIS position reports, class A (ITU-R M.1371-5, table 48), as a receiver hands them on: one sentence of NMEA 0183.

/** Degrees of longitude and latitude are sent in ten-thousandths of a minute. */
export const AIS_STEPS_PER_DEGREE = 600_000;
const BITS = 168;

export interface Report {
  mmsi: number;
  /** In {@link AIS_STEPS_PER_DEGREE}. */
  longitude: number;
  latitude: number;
  speedKnots: number;
  courseDegrees: number;
}

export function positionReport({ mmsi, longitude, latitude, speedKnots, courseDegrees }: Report): string {
  const bits = new Uint8Array(BITS);
  let at = 0;
  const put = (value: number, width: number): void => {
    // Two's complement of up to 32 bits: the high bits are cut off.
    for (let bit = width - 1; bit >= 0; bit--) bits[at++] = (value >> bit) & 1;
  };
  put(1, 6); // message type
  put(0, 2); // repeat
  put(mmsi, 30);
  put(0, 4); // under way using engine
  put(-128, 8); // rate of turn: not available
  put(Math.round(speedKnots * 10), 10);
  put(0, 1); // accuracy
  put(longitude, 28);
  put(latitude, 27);
  put(Math.round(courseDegrees * 10), 12);
  put(511, 9); // heading: not available
  put(60, 6); // second: not available
  let payload = '';
  for (let i = 0; i < BITS; i += 6) {
    let six = 0;
    for (let bit = 0; bit < 6; bit++) six = (six << 1) | bits[i + bit]!;
    payload += String.fromCharCode(six < 40 ? six + 48 : six + 56);
  }
  const body = `AIVDM,1,1,,A,${payload},0`;
  let sum = 0;
  for (let i = 0; i < body.length; i++) sum ^= body.charCodeAt(i);
  return `!${body}*${sum.toString(16).toUpperCase().padStart(2, '0')}\r\n`;
}
