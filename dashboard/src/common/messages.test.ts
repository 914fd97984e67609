import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { LOCALES, type Locale } from './messages';

type Message = string | [{ declarations: string[]; match: Record<string, string> }];
const read = (locale: Locale): Record<string, Message> => JSON.parse(readFileSync(new URL(`../../messages/${locale}.json`, import.meta.url), 'utf8'));
const english = read('en');
const variables = (message: Message): string[] => [...JSON.stringify(message).matchAll(/\{(\w+)\}/g)].map((x) => x[1]!).sort();
const forms = (message: Message): string[] => (typeof message === 'string' ? [] : Object.keys(message[0].match).sort());

describe.each(LOCALES.filter((l) => l !== 'en'))('Messages_%s', (locale) => {
  const texts = read(locale);

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
