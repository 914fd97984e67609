// Texts of the analysts' face, loaded with it.
import { language } from '../../common/locale.svelte';
import type { Locale, TextsOf } from '../../common/messages';
import type * as English from '../../paraglide/profiles/messages/en.js';

const loaders: Record<Locale, () => Promise<{ texts: typeof English }>> = {
  en: () => import('./texts/profiles-en'),
  ar: () => import('./texts/profiles-ar'),
  es: () => import('./texts/profiles-es'),
  fr: () => import('./texts/profiles-fr'),
  zh: () => import('./texts/profiles-zh'),
};

/** Set before the first of these components is made. */
export let t: TextsOf<typeof English>;

export async function load(): Promise<void> {
  t = (await loaders[language.current]()).texts as unknown as TextsOf<typeof English>;
}
