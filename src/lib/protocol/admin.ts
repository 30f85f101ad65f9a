/**
 * What the operator's page and the worker say to each other, under `Authorization: Bearer {token}`:
 *   GET  /admin/counts   -> Counts (counts.ts)
 *   GET  /admin/records  -> one SessionRecord (record.ts) a line
 *   GET  /admin/reports  -> Reports
 *   GET  /admin/blocked  -> Blocks
 *   POST /admin/block    <- BlockWish -> Blocks
 *   POST /admin/unblock  <- BlockWish -> Blocks
 */
import * as v from 'valibot';
import { AccountMark, Block, KeptReport } from '#protocol/kept-report.ts';

export const MAX_WISH_CHARS = 200;

export const BlockWish = v.object({ account: AccountMark });
export type BlockWish = v.InferOutput<typeof BlockWish>;

export const Reports = v.object({ reports: v.array(KeptReport) });
export const Blocks = v.object({ blocked: v.array(Block) });
