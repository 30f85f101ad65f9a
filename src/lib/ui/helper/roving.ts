/**
 * One tab stop for a whole group, arrow keys inside it, as the ARIA patterns for toolbars and radio
 * groups ask. An attachment: `<div role="toolbar" {@attach roving('[data-stop]')}>`.
 */
const STEPS: Readonly<Record<string, 1 | -1 | undefined>> = {
  ArrowRight: 1,
  ArrowDown: 1,
  ArrowLeft: -1,
  ArrowUp: -1,
};

/** @param stops selects the members; the one that was focused last, or is chosen, is the tab stop. */
export function roving(stops: string): (group: HTMLElement) => () => void {
  return (group) => {
    const members = () => [...group.querySelectorAll<HTMLElement>(stops)];
    const settle = (current: HTMLElement) => {
      for (const member of members()) member.tabIndex = member === current ? 0 : -1;
    };
    const first = group.querySelector<HTMLElement>(`${stops}[aria-checked="true"]`) ?? members()[0];
    if (first) settle(first);

    const onFocus = (event: FocusEvent) => {
      const member = (event.target as HTMLElement).closest<HTMLElement>(stops);
      if (member) settle(member);
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      const all = members();
      const at = all.indexOf(event.target as HTMLElement);
      if (at === -1) return;
      const next = memberAfter(event.key, at, all.length, getComputedStyle(group).direction === 'rtl');
      if (next === null) return;
      // Else the viewer, or a toolbar around a group of colours, would move as well.
      event.preventDefault();
      event.stopPropagation();
      all[next]?.focus();
    };
    group.addEventListener('focusin', onFocus);
    group.addEventListener('keydown', onKey);
    return () => {
      group.removeEventListener('focusin', onFocus);
      group.removeEventListener('keydown', onKey);
    };
  };
}

function memberAfter(key: string, at: number, count: number, rightToLeft: boolean): number | null {
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  const step = STEPS[key];
  if (step === undefined) return null;
  const forward = rightToLeft && (key === 'ArrowLeft' || key === 'ArrowRight') ? -step : step;
  return (at + forward + count) % count;
}
