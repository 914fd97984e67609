// The browser that tests and measurements look through.
import { existsSync } from 'node:fs';

export const CHROMIUM = process.env['CHROMIUM'] ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path));

/** Nothing leaves the machine; no GPU, as on most wall PCs. */
const FLAGS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

export const LAUNCH = { ...(CHROMIUM ? { executablePath: CHROMIUM } : {}), args: FLAGS };

export const SIZES = { wall: { width: 1920, height: 1080 }, supervisor: { width: 1440, height: 900 }, analyst: { width: 1440, height: 900 }, officer: { width: 390, height: 844 } } as const;
