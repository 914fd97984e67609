// A photo as evidence: made small, stripped of everything but the picture (drawing it anew drops EXIF), hashed at once.
import { call } from '../../api/http';
import { ApiProblem } from '../../api/problem';
import type { Photo } from './outbox';

/** Longest side after resizing, px: a seal number stays readable, a photo stays near 300 KB. */
export const LONGEST_PX = 1_600;
const JPEG_QUALITY = 0.82;
/** One request's worth, so that a bad network loses little. */
const CHUNK_BYTES = 256 * 1024;
const PLACE_TIMEOUT_MS = 2_000;
const UPLOAD_TIMEOUT_MS = 60_000;

export function fitted(width: number, height: number): { width: number; height: number } {
  const scale = Math.min(1, LONGEST_PX / Math.max(width, height));
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}

export async function sha256(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (b) => b.toString(16).padStart(2, '0')).join('');
}

/** Hashing needs a secure origin (HTTPS or loopback). */
export const canHash = (): boolean => globalThis.crypto?.subtle !== undefined;

export async function takePhoto(file: File, user: string, inspection: string): Promise<Photo> {
  const takenAt = Date.now();
  const placed = place();
  const image = await createImageBitmap(file);
  const { width, height } = fitted(image.width, image.height);
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')!.drawImage(image, 0, 0, width, height);
  image.close();
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', JPEG_QUALITY));
  if (!blob) throw new Error('The photo could not be encoded.');
  const bytes = await blob.arrayBuffer();
  return { sha256: await sha256(bytes), user, inspection, bytes, type: 'image/jpeg', takenAt, ...(await placed), uploaded: false };
}

/** Where the phone is, if it may and can say so quickly. */
export function place(): Promise<{ latitudeDegrees: number; longitudeDegrees: number } | Record<string, never>> {
  return new Promise((resolve) => {
    if (!navigator.geolocation) return resolve({});
    // The browser's own limit does not count the time its permission question stands open.
    setTimeout(() => resolve({}), PLACE_TIMEOUT_MS);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ latitudeDegrees: coords.latitude, longitudeDegrees: coords.longitude }),
      () => resolve({}),
      { timeout: PLACE_TIMEOUT_MS, maximumAge: 30_000, enableHighAccuracy: true },
    );
  });
}

/**
 * `PUT /evidence/{sha256}` in chunks; the server puts them together and checks the hash. It may have the photo already (201
 * to the first chunk), and it may have forgotten an upload that took too long (409): then all is sent once more.
 */
export async function uploadPhoto(photo: Photo): Promise<void> {
  try {
    await sendChunks(photo);
  } catch (problem) {
    if (!(problem instanceof ApiProblem) || problem.status !== 409) throw problem;
    await sendChunks(photo).catch((again: unknown) => {
      // Still not a refusal of the case: it is tried again later.
      throw again instanceof ApiProblem && again.status === 409 ? new ApiProblem(503, again.name, again.detail) : again;
    });
  }
}

async function sendChunks(photo: Photo): Promise<void> {
  const total = photo.bytes.byteLength;
  let upload: string | null = null;
  for (let from = 0; from < total; from += CHUNK_BYTES) {
    const to = Math.min(total, from + CHUNK_BYTES);
    const response = await call('PUT', `/evidence/${photo.sha256}`, {
      body: photo.bytes.slice(from, to),
      headers: {
        'content-type': 'application/octet-stream',
        'content-range': `bytes ${from}-${to - 1}/${total}`,
        ...(upload === null ? {} : { 'upload-id': upload }),
      },
      signal: AbortSignal.timeout(UPLOAD_TIMEOUT_MS),
    });
    if (response.status === 201) return;
    upload = response.headers.get('upload-id');
  }
}
