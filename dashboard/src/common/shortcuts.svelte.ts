// Single-key shortcuts of the face on screen. They can be switched off (WCAG 2.1.4): someone who dictates must not
// acknowledge an alarm by saying a word.
import { untrack } from 'svelte';

const KEY = 'opshub.shortcuts';

export interface Shortcut {
  /** `KeyboardEvent.key`, letters in lower case. */
  key: string;
  text: () => string;
  /** Left out: only listed, handled where the focus is. */
  run?: () => void;
}

class Shortcuts {
  #list = $state.raw<readonly Shortcut[]>([]);
  enabled = $state(localStorage.getItem(KEY) !== 'off');

  get list(): readonly Shortcut[] {
    return this.#list;
  }

  /** Adds a face's shortcuts; call the answer to take them away. */
  add(shortcuts: readonly Shortcut[]): () => void {
    // Called from effects, which must not run again because of their own change.
    untrack(() => (this.#list = [...this.#list, ...shortcuts]));
    return () => untrack(() => (this.#list = this.#list.filter((s) => !shortcuts.includes(s))));
  }

  setEnabled(enabled: boolean): void {
    this.enabled = enabled;
    localStorage.setItem(KEY, enabled ? 'on' : 'off');
  }

  handle = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const target = event.target as HTMLElement;
    if (target.closest('input:not([type=checkbox]), textarea, select, [contenteditable], dialog')) return;
    if (!this.enabled && event.key !== '?') return;
    const hit = this.#list.find((s) => s.run && s.key.toLowerCase() === event.key.toLowerCase());
    if (!hit) return;
    event.preventDefault();
    hit.run!();
  };
}

export const shortcuts = new Shortcuts();
