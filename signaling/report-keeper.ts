/** Keeps the reports about the sessions that began in one hour; a second one about a session replaces the first. */
import { KeptReport } from '#protocol/kept-report.ts';
import { HourKeeper } from '#signaling/hour-keeper.ts';

export class ReportKeeper extends HourKeeper<KeptReport> {
  protected override readonly schema = KeptReport;
}
