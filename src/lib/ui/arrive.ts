/**
 * Tells people who do not see the page that another screen has come: its heading takes the focus,
 * but only where the focus was lost with the old screen, and never on the first screen of a visit.
 */
let visiting = false;

/** For `{@attach arrive}` on the heading of a screen, which needs `tabindex="-1"`. */
export function arrive(heading: HTMLElement): void {
  const { activeElement, body } = heading.ownerDocument;
  if (visiting && (activeElement === null || activeElement === body)) heading.focus({ preventScroll: true });
  visiting = true;
}
