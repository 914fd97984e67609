// Lists of the newest few: a burst replaces all of them, so rows are used again for other things instead of being made anew.
import type { Attachment } from 'svelte/attachments';

/**
 * On a list of such rows, each with its id in `data-row`: the focus goes with the thing it was on, and out of the list with
 * it, so that Enter never opens what has taken its place.
 * @param ids In the order of the rows; read again whenever they change.
 */
export function focusFollows(ids: () => readonly string[]): Attachment<HTMLElement> {
  let held: string | null = null;
  return (list) => {
    const order = ids();
    const at = document.activeElement as HTMLElement | null;
    if (held !== null && at && list.contains(at)) {
      const row = list.querySelectorAll<HTMLElement>('[data-row]')[order.indexOf(held)];
      if (!row) at.blur();
      else if (row !== at) row.focus();
    }
    const take = (event: FocusEvent): void => void (held = (event.target as HTMLElement).closest<HTMLElement>('[data-row]')?.dataset['row'] ?? null);
    const leave = (): void => void (held = null);
    list.addEventListener('focusin', take);
    list.addEventListener('focusout', leave);
    return () => {
      list.removeEventListener('focusin', take);
      list.removeEventListener('focusout', leave);
    };
  };
}
