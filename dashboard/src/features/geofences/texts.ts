// The editor's own texts, loaded with it. One file per language goes by a name of its own, so that they are told apart from
// the boards' texts among the built files.
import { language } from '../../common/locale.svelte';
import type { Locale, TextsOf } from '../../common/messages';
import type * as English from '../../paraglide/geofences/messages/en.js';

const loaders: Record<Locale, () => Promise<{ texts: typeof English }>> = {
  en: () => import('./texts/geofences-en'),
  ar: () => import('./texts/geofences-ar'),
  es: () => import('./texts/geofences-es'),
  fr: () => import('./texts/geofences-fr'),
  zh: () => import('./texts/geofences-zh'),
};

/** Set before the first of these components is made. */
export let t: TextsOf<typeof English>;

export async function load(): Promise<void> {
  t = (await loaders[language.current]()).texts as unknown as TextsOf<typeof English>;
}
