/**
 * What both machines have in common: a table keyed by state, then event. A missing pair is ignored
 * on purpose: late events are normal, and the table is the list of what counts.
 */

/** Next state, then what must be done about it, in order. */
export type Step<State, Effect> = [State, ...Effect[]];

/** One row per state, one cell per event that means something there. */
export type Table<State extends { at: string }, Event extends { is: string }, Effect> = {
  [At in State['at']]: {
    [Is in Event['is']]?: (state: Extract<State, { at: At }>, event: Extract<Event, { is: Is }>) => Step<State, Effect>;
  };
};

/** Makes the one function that plays a table: same state and event in, same step out, nothing else touched. */
export function player<State extends { at: string }, Event extends { is: string }, Effect>(
  table: Table<State, Event, Effect>,
): (state: State, event: Event) => Step<State, Effect> {
  type Cell = ((state: State, event: Event) => Step<State, Effect>) | undefined;
  return (state, event) => {
    const row = table[state.at as State['at']] as Record<string, Cell>;
    return (Object.hasOwn(row, event.is) ? row[event.is] : undefined)?.(state, event) ?? [state];
  };
}

/** For docs/machines.md: every pair that means something. */
export function edgesOf<State extends { at: string }, Event extends { is: string }, Effect>(
  table: Table<State, Event, Effect>,
): { at: string; is: string }[] {
  return Object.entries(table).flatMap(([at, row]) => Object.keys(row as object).map((is) => ({ at, is })));
}
