/** Where the focus goes when what had it is gone. */

/** To the beginning of the page: where a reader starts anew. */
export const focusPage = () => document.getElementById('main')?.focus({ preventScroll: true });

/** The same, but only when nothing has the focus; waits for a closing dialog to give back what it took. */
export function focusPageIfLost(): void {
  setTimeout(() => {
    if (document.activeElement === null || document.activeElement === document.body) focusPage();
  }, 60);
}
