/**
 * The accounts that the operator has blocked: a scrambled number and a day for each. The only thing
 * about anybody that this server keeps for longer than 72 hours, until the operator takes it back.
 */
import { DurableObject } from 'cloudflare:workers';
import * as v from 'valibot';
import { dayOf } from '#protocol/kept.ts';
import { AccountMark, Block } from '#protocol/kept-report.ts';

const BLOCKED = 'blocked-';

export const blockListOf = (blocks: DurableObjectNamespace<BlockKeeper>): DurableObjectStub<BlockKeeper> =>
  blocks.get(blocks.idFromName('blocks'));

/** Asked before a helper gets a ticket, and before a ticket opens a room. */
export const isBlocked = async (blocks: DurableObjectNamespace<BlockKeeper>, account: AccountMark): Promise<boolean> =>
  blockListOf(blocks).has(account);

export class BlockKeeper extends DurableObject {
  has(account: AccountMark): boolean {
    return this.ctx.storage.kv.get(BLOCKED + account) !== undefined;
  }

  /** @throws ValiError for anything but the mark of an account */
  block(account: AccountMark): void {
    const block = v.parse(Block, { account, day: dayOf(Date.now()) });
    if (!this.has(account)) this.ctx.storage.kv.put(BLOCKED + account, block);
  }

  async unblock(account: AccountMark): Promise<void> {
    this.ctx.storage.kv.delete(BLOCKED + account);
    if (this.list().length === 0) await this.ctx.storage.deleteAll(); // and its files: nothing was blocked here
  }

  list(): Block[] {
    return [...this.ctx.storage.kv.list<Block>({ prefix: BLOCKED })].map(([, block]) => block);
  }
}
