/** What a sharer's badge says to us, and to nobody else. */

export interface OpenBadge {
  /** The number of the session in its record. */
  readonly session: string;
  /** The mark of the helper's account. */
  readonly account: string;
  /** When the session began, in milliseconds since 1970. */
  readonly at: number;
}
/** Null for a badge that is not ours, or older than what is kept. */
export type BadgeOpener = (badge: string) => Promise<OpenBadge | null>;
