/**
 * Nonces: each ties one sign-in to the page that began it, so that an ID token which was used once,
 * or meant for somebody else's page, opens nothing. Only their hashes are written down.
 */
import { DurableObject } from 'cloudflare:workers';
import { NONCE_LIFETIME_MS } from '#protocol/sign-in.ts';
import { hashOf, randomToken } from '#signaling/secrets.ts';

interface Env {
  readonly NONCES: DurableObjectNamespace<NonceKeeper>;
}

export class NonceKeeper extends DurableObject {
  async keep(hash: string): Promise<void> {
    const until = Date.now() + NONCE_LIFETIME_MS;
    this.#prepare();
    this.ctx.storage.sql.exec('INSERT INTO nonces (hash, until) VALUES (?, ?)', hash, until);
    if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(until);
  }

  /** @returns true once for each nonce that was kept and is not too old. */
  take(hash: string): boolean {
    this.#prepare();
    const taken = this.ctx.storage.sql.exec('DELETE FROM nonces WHERE hash = ? RETURNING until', hash).toArray();
    return taken.some(({ until }) => Number(until) > Date.now());
  }

  override async alarm(): Promise<void> {
    const { sql } = this.ctx.storage;
    this.#prepare();
    sql.exec('DELETE FROM nonces WHERE until <= ?', Date.now());
    const next = sql.exec('SELECT min(until) AS next FROM nonces').one()['next'];
    if (next === null) await this.ctx.storage.deleteAll();
    else await this.ctx.storage.setAlarm(Number(next));
  }

  /** Again and again, because `deleteAll` takes the table with it. */
  #prepare(): void {
    this.ctx.storage.sql.exec('CREATE TABLE IF NOT EXISTS nonces (hash TEXT PRIMARY KEY, until INTEGER)');
  }
}

export async function newNonce(env: Env): Promise<string> {
  const nonce = randomToken();
  const hash = await hashOf(nonce);
  await keeperOf(env, hash).keep(hash);
  return nonce;
}

/** Whether it was given out by us, in the last ten minutes, and not taken before. */
export async function takeNonce(env: Env, nonce: string): Promise<boolean> {
  const hash = await hashOf(nonce);
  return keeperOf(env, hash).take(hash);
}

/** Sixteen keepers, by the first digit of the hash: names of Durable Objects stay on the disk. */
const keeperOf = ({ NONCES }: Env, hash: string) => NONCES.get(NONCES.idFromName(`nonces-${hash.slice(0, 1)}`));
