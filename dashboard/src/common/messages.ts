// The texts of the language in force, compiled by Paraglide. Only that language is loaded: five of them in every bundle would
// cost an officer's phone 20 KiB.
import type * as English from '../paraglide/messages/en.js';

/** Compiled texts ask for an argument even where they have no variables; here they do not. */
type Text<F> = F extends (inputs: infer I) => unknown ? ({} extends I ? () => string : (inputs: I) => string) : never;
export type TextsOf<M> = { readonly [K in keyof M]: Text<M[K]> };
export type Texts = TextsOf<typeof English>;

export const LOCALES = ['en', 'ar', 'es', 'fr', 'zh'] as const;
export type Locale = (typeof LOCALES)[number];

const loaders: Record<Locale, () => Promise<typeof English>> = {
  en: () => import('../paraglide/messages/en.js'),
  ar: () => import('../paraglide/messages/ar.js'),
  es: () => import('../paraglide/messages/es.js'),
  fr: () => import('../paraglide/messages/fr.js'),
  zh: () => import('../paraglide/messages/zh.js'),
};

/** Set before the first component is made, and by a change of language. */
export let m: Texts;

export async function loadMessages(locale: Locale): Promise<void> {
  m = (await loaders[locale]()) as unknown as Texts;
}
