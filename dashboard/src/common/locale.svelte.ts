import { loadMessages, LOCALES, type Locale } from './messages';

const KEY = 'opshub.locale';
const RIGHT_TO_LEFT: readonly Locale[] = ['ar'];
/** Names in their own language: who looks for theirs cannot read ours. */
export const LANGUAGES: Record<Locale, string> = { en: 'English', ar: 'العربية', es: 'Español', fr: 'Français', zh: '中文' };

function preferred(): Locale {
  const wanted = [localStorage.getItem(KEY) ?? '', ...navigator.languages].map((tag) => tag.slice(0, 2).toLowerCase());
  return wanted.map((w) => LOCALES.find((l) => l === w)).find((l) => l !== undefined) ?? 'en';
}

class Language {
  #current = $state<Locale>(preferred());

  readonly all = LOCALES;

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

  /** Loads the texts; the first component is made after this. */
  async start(): Promise<void> {
    await loadMessages(this.#current);
    this.#toDocument();
  }

  /** No reload: the board stays connected, texts are rendered anew. */
  async set(locale: Locale): Promise<void> {
    await loadMessages(locale);
    localStorage.setItem(KEY, locale);
    this.#current = locale;
    this.#toDocument();
  }

  #toDocument(): void {
    document.documentElement.lang = this.#current;
    document.documentElement.dir = this.isRightToLeft ? 'rtl' : 'ltr';
  }
}

export const language = new Language();
