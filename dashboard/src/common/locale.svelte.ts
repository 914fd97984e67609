import { getLocale, locales, setLocale, type Locale } from '../paraglide/runtime';

const RIGHT_TO_LEFT: readonly Locale[] = ['ar'];
/** Names in their own language: who looks for theirs cannot read ours. */
export const LANGUAGES: Record<Locale, string> = { en: 'English', ar: 'العربية', es: 'Español', fr: 'Français', zh: '中文' };

class Language {
  #current = $state<Locale>(getLocale());

  constructor() {
    this.#toDocument();
  }

  readonly all = locales;

  get current(): Locale {
    return this.#current;
  }

  get isRightToLeft(): boolean {
    return RIGHT_TO_LEFT.includes(this.#current);
  }

  /** For Intl: ids and figures stand next to each other on every board, so digits are the same in all languages. */
  get tag(): string {
    return this.#current === 'ar' ? 'ar-u-nu-latn' : this.#current;
  }

  async set(locale: Locale): Promise<void> {
    // No reload: the board stays connected, texts are rendered anew.
    await setLocale(locale, { reload: false });
    this.#current = locale;
    this.#toDocument();
  }

  #toDocument(): void {
    document.documentElement.lang = this.#current;
    document.documentElement.dir = this.isRightToLeft ? 'rtl' : 'ltr';
  }
}

export const language = new Language();
