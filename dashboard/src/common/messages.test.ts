import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { LOCALES, type Locale } from './messages';

type Message = string | [{ declarations: string[]; match: Record<string, string> }];
const read = (folder: string, locale: Locale): Record<string, Message> => JSON.parse(readFileSync(new URL(`../../messages/${folder}${locale}.json`, import.meta.url), 'utf8'));
const variables = (message: Message): string[] => [...JSON.stringify(message).matchAll(/\{(\w+)\}/g)].map((x) => x[1]!).sort();
const forms = (message: Message): string[] => (typeof message === 'string' ? [] : Object.keys(message[0].match).sort());

const others = LOCALES.filter((l) => l !== 'en');
describe.each(['', 'geofences/', 'alarms/', 'profiles/'].flatMap((folder) => others.map((locale) => [folder, locale] as const)))('Messages_%s%s', (folder, locale) => {
  const english = read(folder, 'en');
  const texts = read(folder, locale);

  test('HaveEveryTextAndNoOther', () => {
    expect(Object.keys(texts).sort()).toEqual(Object.keys(english).sort());
  });

  test('HaveTheSameVariablesAndForms', () => {
    for (const [key, text] of Object.entries(english)) {
      expect(variables(texts[key]!), key).toEqual(variables(text));
      expect(forms(texts[key]!), key).toEqual(forms(text));
    }
  });

  test('AreTranslated', () => {
    // Short words can be the same in two languages; a language that was forgotten is the same in most.
    const same = Object.entries(english).filter(([key, text]) => JSON.stringify(text) === JSON.stringify(texts[key]));
    expect(same.length / Object.keys(english).length).toBeLessThan(0.15);
  });
});
