// Texts of what is opened now and then, loaded with it: an officer's phone has no use for them.
import { language } from '../../common/locale.svelte';
import type { Locale, TextsOf } from '../../common/messages';
import type * as English from '../../paraglide/alarms/messages/en.js';

const loaders: Record<Locale, () => Promise<{ texts: typeof English }>> = {
  en: () => import('./texts/alarms-en'),
  ar: () => import('./texts/alarms-ar'),
  es: () => import('./texts/alarms-es'),
  fr: () => import('./texts/alarms-fr'),
  zh: () => import('./texts/alarms-zh'),
};

/** Set before the first of these components is made. */
export let t: TextsOf<typeof English>;

export async function load(): Promise<void> {
  t = (await loaders[language.current]()).texts as unknown as TextsOf<typeof English>;
}
