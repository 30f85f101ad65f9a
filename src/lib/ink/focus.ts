/** What a small panel should zoom in on: where the helper points or draws, whichever is newer. */
import type { InkBoard, Spot } from '#lib/ink/ink-board.ts';
import type { LaserPointer } from '#lib/ink/laser.ts';

/** Null when there is nothing to look at: show the whole picture. */
export function focusOf(board: InkBoard, laser: LaserPointer, now: number): Spot | null {
  board.visible(now); // forgets what has faded away, so that the panel does not stare at nothing
  const ink = board.newest();
  const spot = laser.spot(now);
  if (spot && (!ink || spot.heardAt >= ink.touchedAt)) return { x: spot.x, y: spot.y };
  return ink && { x: ink.x, y: ink.y };
}
