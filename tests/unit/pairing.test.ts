import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { describe, expect, it } from 'vitest';
import {
  linkProof,
  pair,
  sameProof,
  type PairingLine,
  type PairingResult,
  type PairMessage,
} from '#protocol/pairing.ts';
import type { Role } from '#protocol/role.ts';

const FINGERPRINT = { sharer: new Uint8Array(32).fill(7), helper: new Uint8Array(32).fill(9) };

/** What the server does to a frame on its way; null swallows it. */
type Server = (message: PairMessage, from: Role) => PairMessage | null;

/** Both ends of a line through a server, and everything that crossed it. */
function lines(server: Server = (message) => message) {
  const said: { from: Role; message: PairMessage }[] = [];
  const inbox = { sharer: [] as PairMessage[], helper: [] as PairMessage[] };
  const waiting: Partial<Record<Role, (message: PairMessage) => void>> = {};
  const deliver = (to: Role, message: PairMessage) => {
    const waiter = waiting[to];
    delete waiting[to];
    if (waiter) waiter(message);
    else inbox[to].push(message);
  };
  const lineOf = (role: Role): PairingLine => ({
    send(message) {
      said.push({ from: role, message });
      const changed = server(message, role);
      if (changed) deliver(role === 'sharer' ? 'helper' : 'sharer', changed);
    },
    receive() {
      const next = inbox[role].shift();
      return next ? Promise.resolve(next) : new Promise((resolve) => (waiting[role] = resolve));
    },
  });
  return { sharer: lineOf('sharer'), helper: lineOf('helper'), said, deliver };
}

type Line = ReturnType<typeof lines>;

const side = (line: Line, role: Role, secret = '12345', nameplate = '472') =>
  pair({ line: line[role], role, nameplate, secret, fingerprint: FINGERPRINT[role], triesLeftIfWrong: 2 });

const both = (
  line: Line,
  secrets: { sharer?: string; helper?: string } = {},
): Promise<[PairingResult, PairingResult]> =>
  Promise.all([side(line, 'sharer', secrets.sharer), side(line, 'helper', secrets.helper)]);

describe('two pages that know the same code', () => {
  it('agree on a key and on each other’s certificate', async () => {
    const [sharer, helper] = await both(lines());
    if (!sharer.ok || !helper.ok) throw new Error('did not pair');
    expect(bytesToHex(sharer.key)).toBe(bytesToHex(helper.key));
    expect(sharer.fingerprint).toEqual(FINGERPRINT.helper);
    expect(helper.fingerprint).toEqual(FINGERPRINT.sharer);
  });

  it('get another key every time', async () => {
    const [first] = await both(lines());
    const [second] = await both(lines());
    if (!first.ok || !second.ok) throw new Error('did not pair');
    expect(bytesToHex(first.key)).not.toBe(bytesToHex(second.key));
  });
});

describe('a wrong code', () => {
  it('is told to both, with the tries that are left', async () => {
    const [sharer, helper] = await both(lines(), { sharer: '12346' });
    expect(sharer).toEqual({ ok: false, why: 'wrong-code', left: 2 });
    expect(helper).toEqual({ ok: false, why: 'wrong-code' });
  });

  it('draws no confirmation from the helper: a guesser learns nothing to go on with', async () => {
    const line = lines();
    await both(line, { sharer: '00000' });
    expect(line.said.filter((s) => s.from === 'helper').map((s) => s.message.is)).toEqual(['hello', 'share', 'fail']);
  });

  it('is what a different nameplate amounts to', async () => {
    const line = lines();
    const results = await Promise.all([side(line, 'sharer', '12345', '473'), side(line, 'helper')]);
    expect(results.map((result) => result.ok)).toEqual([false, false]);
  });
});

/** A server that changes one field of the share's associated data (offset by field). */
const flipInAd =
  (offset: number): Server =>
  (message, from) => {
    if (message.is !== 'share' || from !== 'helper') return message;
    const ad = hexToBytes(message.ad);
    ad[offset] = (ad[offset] ?? 0) ^ 1;
    return { ...message, ad: bytesToHex(ad) };
  };

describe('a server that lies', () => {
  it('cannot put its own fingerprint in', async () => {
    // 1 + 13 (protocol) + 1 + 6 (role) + 1: the fingerprint begins at 22.
    const line = lines(flipInAd(25));
    void side(line, 'helper');
    expect(await side(line, 'sharer')).toMatchObject({ ok: false, why: 'wrong-code' });
  });

  it.each([
    ['protocol', 3],
    ['role', 16],
    ['nonce', 60],
  ])('cannot change the %s in the associated data', async (_, offset) => {
    const line = lines(flipInAd(offset));
    void side(line, 'helper');
    expect(await side(line, 'sharer')).toMatchObject({ ok: false, why: 'malformed' });
  });

  it('cannot reflect a page to itself', async () => {
    const line = lines((message, from) => {
      line.deliver(from, message);
      return null;
    });
    expect(await side(line, 'helper')).toEqual({ ok: false, why: 'reflected' });
  });

  it('cannot reflect a page to itself with the role rewritten', async () => {
    const line = lines((message, from) => {
      line.deliver(
        from,
        message.is === 'hello' ? { ...message, role: from === 'helper' ? 'sharer' : 'helper' } : message,
      );
      return null;
    });
    expect(await side(line, 'helper')).toEqual({ ok: false, why: 'reflected' });
  });

  it('cannot replay a share of another run', async () => {
    const old = lines();
    await both(old);
    const stale = old.said.find((s) => s.from === 'helper' && s.message.is === 'share')?.message;
    const line = lines((message, from) => (message.is === 'share' && from === 'helper' && stale ? stale : message));
    void side(line, 'helper');
    expect(await side(line, 'sharer')).toEqual({ ok: false, why: 'malformed' });
  });

  it('cannot use the neutral element as a share', async () => {
    const line = lines((message) => (message.is === 'share' ? { ...message, y: '00'.repeat(32) } : message));
    void side(line, 'sharer');
    expect(await side(line, 'helper')).toEqual({ ok: false, why: 'malformed' });
  });

  it('cannot pass a step off as another one', async () => {
    const line = lines((message) => (message.is === 'hello' ? { is: 'confirm', tag: '00'.repeat(64) } : message));
    const [sharer, helper] = await both(line);
    expect([sharer, helper]).toEqual([
      { ok: false, why: 'malformed' },
      { ok: false, why: 'malformed' },
    ]);
  });
});

describe('the proof over the finished link', () => {
  const key = new Uint8Array(32).fill(1);

  it('differs by role, by key and by certificate', () => {
    const mine = linkProof(key, 'sharer', FINGERPRINT);
    expect(sameProof(mine, linkProof(key, 'sharer', FINGERPRINT))).toBe(true);
    expect(sameProof(mine, linkProof(key, 'helper', FINGERPRINT))).toBe(false);
    expect(sameProof(mine, linkProof(new Uint8Array(32), 'sharer', FINGERPRINT))).toBe(false);
    expect(sameProof(mine, linkProof(key, 'sharer', { ...FINGERPRINT, helper: FINGERPRINT.sharer }))).toBe(false);
  });
});
