/** Keeps the records of the sessions that ended in one hour. */
import { SessionRecord } from '#protocol/record.ts';
import { HourKeeper } from '#signaling/hour-keeper.ts';

export class RecordKeeper extends HourKeeper<SessionRecord> {
  protected override readonly schema = SessionRecord;
}
