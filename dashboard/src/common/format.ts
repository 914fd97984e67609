import { m } from './messages';
import { language } from './locale.svelte';

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language.tag}|${timeZone}|${JSON.stringify(options)}`;
  let f = formatters.get(key);
  if (!f) {
    try {
      f = new Intl.DateTimeFormat(language.tag, { ...options, timeZone });
    } catch {
      // A zone this browser does not know; UTC, said so by the caller's clock label.
      f = new Intl.DateTimeFormat(language.tag, { ...options, timeZone: 'UTC' });
    }
    formatters.set(key, f);
  }
  return f;
}

/** `14:03` at the port. */
export const clockTime = (at: number | string, timeZone: string): string =>
  formatter(timeZone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(at));

/** `14:03:20` at the port. */
export const clockSeconds = (at: number | string, timeZone: string): string =>
  formatter(timeZone, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(new Date(at));

/** `21 Nov` at the port. */
export const dayMonth = (at: number | string, timeZone: string): string =>
  formatter(timeZone, { day: 'numeric', month: 'short' }).format(new Date(at));

/** A span in at most two units: `45 s`, `12 min`, `3 h 05`. */
export function span(milliseconds: number): string {
  const s = Math.max(0, Math.round(milliseconds / 1000));
  if (s < 60) return m.span_seconds({ s });
  const minutes = Math.floor(s / 60);
  if (minutes < 60) return m.span_minutes({ min: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return m.span_hours({ h: hours, min: String(minutes % 60).padStart(2, '0') });
  return m.span_days({ d: Math.floor(hours / 24) });
}

/** `4:05`, for a countdown below an hour; from an hour on as {@link span}. */
export function countdown(milliseconds: number): string {
  const s = Math.max(0, Math.floor(milliseconds / 1000));
  return s >= 3600 ? span(milliseconds) : `${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}`;
}

const numbers = new Map<string, Intl.NumberFormat>();

export function number(value: number, maximumFractionDigits = 0): string {
  const key = `${language.tag}|${maximumFractionDigits}`;
  let f = numbers.get(key);
  if (!f) numbers.set(key, (f = new Intl.NumberFormat(language.tag, { maximumFractionDigits, signDisplay: 'negative' })));
  return f.format(value);
}
