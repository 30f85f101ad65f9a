/**
 * What a server that lies can do to two people who trust it: end the connection, and nothing else.
 * Every test ends with what stands on both screens, and with what the third person saw: nothing.
 */
import { randomBytes } from 'node:crypto';
import { writeCode, readCode } from '#protocol/code.ts';
import { PairingQueue } from '#lib/adapters/pairing-queue.ts';
import { pair, type PairMessage } from '#protocol/pairing.ts';
import {
  otherRole,
  pairingFrame,
  pairingIn,
  type Liar,
  type Passing,
  type Payload,
  type Said,
} from '../support/liar.ts';
import type { Mallory } from '../support/mallory.ts';
import { agreedOffer, expect, linksOf, losesPatience, test } from './attacked.ts';
import type { Helper, Sharer } from './people.ts';

const NOT_PRIVATE = 'We stopped the connection because it was not private';
const NEVER_CONNECTED = 'We could not connect you';
const BROKE = 'Connection problem. Ask for a new code.';
const HELPER_BROKE = 'Someone tried your code, but the connection broke';
const WRONG = "The code doesn't match";
const HELPER_WRONG = 'Someone entered a wrong code';

/** A fingerprint as in SDP, of a certificate that nobody has. */
const FAKE = `a=fingerprint:sha-256 ${Array.from({ length: 32 }, () => 'AB').join(':')}`;
const REAL = /^a=fingerprint:sha-256 .*$/gm;

/** The same code with another secret, and right in its check digit. */
function wrongCode(code: string): string {
  const read = readCode(code);
  if (!read.ok) throw new Error(`no code: ${read.why}`);
  const { nameplate, secret } = read.code;
  return writeCode({ nameplate, secret: String((Number(secret) + 1) % 100_000).padStart(5, '0') });
}

/** Both pages say that they are paired and believe each other; nothing is captured yet. */
async function areLinked(helper: Helper, sharer: Sharer): Promise<void> {
  await expect(helper.page.getByRole('dialog', { name: 'How do you want to help?' })).toBeVisible();
  await helper.chooseViewOnly();
  await expect(sharer.question).toBeVisible();
}

/** Nobody met, no name was told, no screen was asked for. */
async function nothingBegan(liar: Liar, sharer: Sharer): Promise<void> {
  expect(liar.meetings).toEqual([]);
  expect(liar.toldTo('sharer')).not.toMatch(/Ada|"ready"/);
  expect(await sharer.captures()).toEqual([]);
}

async function sawNothing(mallory: Mallory, sharer: Sharer): Promise<void> {
  expect(await mallory.saw()).toMatchObject({ messages: [], tracks: 0, frames: 0 });
  expect(await sharer.captures()).toEqual([]);
}

/** The descriptions in what passes, rewritten. */
function rewriting(change: (sdp: string) => string) {
  return ({ line, towards, said }: Passing): Said[] | undefined => {
    const sdp = said.payload?.sdp;
    if (line !== 'peer' || towards !== 'server' || !sdp?.sdp) return;
    return [{ ...said, payload: { ...said.payload, sdp: { ...sdp, sdp: change(sdp.sdp) } } }];
  };
}

test.describe('a server', () => {
  test('that tells the truth brings the two together', async ({ liar, helper, sharer }) => {
    await sharer.join(await helper.openSession());
    await areLinked(helper, sharer);
    expect(liar.meetings).toEqual(expect.arrayContaining(['sharer OFFER', 'helper ANSWER']));
    expect(liar.toldTo('sharer')).toContain('Ada L.');
  });

  test('tells a stranger with a wrong code nothing', async ({ liar, helper, sharer }) => {
    await sharer.join(wrongCode(await helper.openSession()));
    await sharer.sees(WRONG);
    await helper.sees(HELPER_WRONG);
    await nothingBegan(liar, sharer);
  });

  test('that connects both to a third person is found out before a word is said', async ({
    liar,
    mallory,
    helper,
    sharer,
  }) => {
    liar.lie = (passing) => {
      if (passing.said.is === 'ended') return []; // neither learns from the room that the other has gone
      return mallory.reroute(liar, passing);
    };
    await sharer.join(await helper.openSession());
    await sharer.sees(NOT_PRIVATE);
    await helper.sees(NOT_PRIVATE);
    await expect.poll(async () => (await mallory.saw()).reached.sort()).toEqual(['helper', 'sharer']);
    await sawNothing(mallory, sharer);
  });

  test('that puts its own certificate into the pairing has a wrong code', async ({ liar, helper, sharer }) => {
    liar.lie = (passing) => {
      const frame = pairingIn(passing);
      if (frame?.is !== 'share' || passing.towards !== 'page') return;
      const before = 2 * (1 + 'beside-pair/1'.length + 1 + 'sharer'.length + 1);
      const ad = frame.ad.slice(0, before) + 'ab'.repeat(32) + frame.ad.slice(before + 64);
      return [pairingFrame({ ...frame, ad })];
    };
    await sharer.join(await helper.openSession());
    await sharer.sees(WRONG);
    await helper.sees(HELPER_WRONG);
    await nothingBegan(liar, sharer);
  });

  for (const [how, change] of [
    ['', (frame: PairMessage) => frame],
    [
      ', in the other role',
      (frame: PairMessage) => (frame.is === 'hello' ? { ...frame, role: 'sharer' as const } : frame),
    ],
  ] as const) {
    test(`that says a helper’s own words back to them${how} gets no further`, async ({ liar, helper, sharer }) => {
      liar.lie = (passing) => {
        const frame = pairingIn(passing);
        if (!frame) return;
        if (passing.who === 'helper' && passing.towards === 'server')
          liar.tell('helper', 'seat', pairingFrame(change(frame)));
        return [];
      };
      await sharer.join(await helper.openSession());
      await helper.sees(HELPER_BROKE);
      await sharer.sees(BROKE);
      await nothingBegan(liar, sharer);
    });
  }

  test('that replays a share of an earlier run gets no further', async ({ liar, helper, sharer }) => {
    let earlier: PairMessage | null = null;
    liar.lie = (passing) => {
      const frame = pairingIn(passing);
      if (frame?.is !== 'share' || passing.who !== 'sharer' || passing.towards !== 'server') return;
      if (earlier) return [pairingFrame(earlier)];
      earlier = frame;
      return;
    };
    const code = await helper.openSession();
    await sharer.join(wrongCode(code));
    await sharer.sees(WRONG);
    await sharer.types(code);
    await helper.sees(HELPER_BROKE);
    await sharer.sees(BROKE);
    await nothingBegan(liar, sharer);
  });

  test('that guesses the secret in the helper’s place has one guess for every code typed', async ({
    liar,
    helper,
    sharer,
  }) => {
    const code = await helper.openSession();
    const guess = readCode(wrongCode(code));
    if (!guess.ok) throw new Error(guess.why);
    const line = new PairingQueue((body) => liar.tell('sharer', 'seat', { is: 'pair', body }));
    liar.lie = (passing) => {
      if (!pairingIn(passing)) return;
      if (passing.who === 'sharer' && passing.towards === 'server') line.push(passing.said.body ?? '');
      return [];
    };
    const impostor = pair({ line, role: 'helper', ...guess.code, fingerprint: randomBytes(32) });
    await sharer.join(code);
    expect(await impostor).toEqual({ ok: false, why: 'wrong-code' });
    await sharer.sees(WRONG);
    await nothingBegan(liar, sharer);
  });

  test('that seats its own page in the helper’s place has a wrong code', async ({ liar, helper, impostor, sharer }) => {
    const code = await helper.openSession();
    const theirs = await impostor.openSession('Ada Lovelace');
    const [mine, other] = [code, theirs].map((each) => each.slice(0, -6));
    liar.lead = (path) => path.replace(`/room/${mine}/sharer`, `/room/${other}/sharer`);
    await sharer.join(code);
    await sharer.sees(WRONG);
    await impostor.sees(HELPER_WRONG);
    await expect(helper.code).toBeVisible();
    await nothingBegan(liar, sharer);
  });

  test('that says they are paired when they are not is not believed', async ({ liar, helper, sharer }) => {
    const ready = { is: 'ready', session: '0'.repeat(32), iceServers: [] };
    liar.lie = (passing) => {
      if (pairingIn(passing)) return [];
      if (passing.said.is === 'someone-joined') return [passing.said, ready];
      if (passing.said.is === 'seated') {
        return [passing.said, { ...ready, helper: { name: 'Your bank', vouched: { by: 'demo' } } }];
      }
      return;
    };
    await sharer.join(await helper.openSession());
    await sharer.sees(BROKE);
    await expect(sharer.page.getByText('Your bank')).toHaveCount(0);
    await expect(helper.code).toBeVisible();
    await nothingBegan(liar, sharer);
  });

  test('that gives each another session brings nobody together', async ({ liar, helper, sharer }) => {
    liar.lie = ({ line, who, said }) => {
      if (said.is === 'ended') return [];
      if (line === 'seat' && who === 'helper' && said.is === 'ready') return [{ ...said, session: '0'.repeat(32) }];
      return;
    };
    await sharer.join(await helper.openSession());
    await helper.sees(NEVER_CONNECTED);
    await losesPatience(sharer);
    await sharer.sees(NEVER_CONNECTED);
    expect(await sharer.captures()).toEqual([]);
  });

  test('that names another certificate on the way connects nobody', async ({ liar, helper, sharer }) => {
    const lie = rewriting((sdp) => sdp.replace(REAL, FAKE));
    liar.lie = (passing) => (passing.said.is === 'ended' ? [] : lie(passing));
    await sharer.join(await helper.openSession());
    await neitherConnects(helper, sharer);
  });

  test('that names another certificate after the real one connects nobody', async ({ liar, helper, sharer }) => {
    const lie = rewriting((sdp) => sdp.replace(REAL, (real) => `${real}\r\n${FAKE}`.replace('\r\r', '\r')));
    liar.lie = (passing) => (passing.said.is === 'ended' ? [] : lie(passing));
    await sharer.join(await helper.openSession());
    await neitherConnects(helper, sharer);
  });

  test('that names another certificate before the real one changes nothing', async ({ liar, helper, sharer }) => {
    liar.lie = rewriting((sdp) => sdp.replace(REAL, (real) => `${FAKE}\r\n${real}`));
    await sharer.join(await helper.openSession());
    await areLinked(helper, sharer);
  });

  for (const [what, payload] of [
    ['a call', { type: 'media', connectionId: 'mc_mallory' }],
    [
      'a second connection',
      { type: 'data', connectionId: 'dc_mallory', label: 'dc', reliable: true, serialization: 'raw' },
    ],
    [
      'a connection of a kind that is none',
      { type: 'data', connectionId: 'dc_mallory', label: 'dc', reliable: true, serialization: 'constructor' },
    ],
  ] as const) {
    test(`that invents ${what} after pairing is not answered, and the two still meet`, async ({
      liar,
      mallory,
      helper,
      sharer,
    }) => {
      const offers = await Promise.all([mallory.offerTo('helper', payload), mallory.offerTo('sharer', payload)]);
      liar.lie = ({ line, who, towards, said }) => {
        // Each hears it first, before the real words: the sharer when the line opens, the helper with the offer.
        if (line !== 'peer' || towards !== 'page' || (said.type !== 'OPEN' && said.type !== 'OFFER')) return;
        const [invented] = offers.filter(({ dst }) => dst === who);
        return invented && said.type === (who === 'helper' ? 'OFFER' : 'OPEN') ? [said, invented] : undefined;
      };
      await sharer.join(await helper.openSession());
      await areLinked(helper, sharer);
      expect(
        liar.passed.filter(({ towards, said }) => towards === 'server' && mentions(said, payload.connectionId)),
      ).toEqual([]);
      expect((await linksOf(helper)).filter((link) => link === 'connected')).toEqual(['connected']);
      await sawNothing(mallory, sharer);
      expect((await mallory.saw()).reached).toEqual([]);
    });
  }

  test('that offers and answers the same connection again, with another certificate, is not heard', async ({
    liar,
    mallory,
    helper,
    sharer,
  }) => {
    const again = { helper: await mallory.offerTo('helper', {}), sharer: await mallory.offerTo('sharer', {}) };
    const injected: string[] = [];
    liar.lie = ({ line, who, towards, said }) => {
      if (line !== 'peer' || towards !== 'page' || !/OFFER|ANSWER/.test(said.type ?? '')) return;
      injected.push(`${who} ${String(said.type)}`);
      const sdp = { type: said.type === 'OFFER' ? 'offer' : 'answer', sdp: again[who].payload?.sdp?.sdp };
      return [said, { ...said, payload: { ...said.payload, sdp } as Payload }];
    };
    await sharer.join(await helper.openSession());
    await areLinked(helper, sharer);
    expect(injected).toEqual(['helper OFFER', 'sharer ANSWER']);
    for (const person of [helper, sharer]) {
      expect((await linksOf(person)).filter((link) => link !== 'closed')).toEqual(['connected']);
    }
    await sawNothing(mallory, sharer);
    expect((await mallory.saw()).reached).toEqual([]);
  });

  test('that injects negotiation after pairing, on every line it has, is not heard', async ({
    liar,
    mallory,
    helper,
    sharer,
  }) => {
    await sharer.join(await helper.openSession());
    await areLinked(helper, sharer);
    for (const [who, person] of [
      ['helper', helper],
      ['sharer', sharer],
    ] as const) {
      const offer = await mallory.takesOver(otherRole(who), await agreedOffer(person));
      liar.tell(who, 'seat', { is: 'relay', body: JSON.stringify({ is: 'description', ...offer }) });
      liar.tell(who, 'seat', { is: 'description', ...offer });
      liar.tell(who, 'peer', { type: 'OFFER', src: otherRole(who), dst: who, payload: { type: 'media', sdp: offer } });
    }
    expect(await sharer.captures()).toEqual([]);
    await sharer.allow();
    await helper.seesPicture();
    expect(await mallory.saw()).toMatchObject({ reached: [], messages: [], tracks: 0, frames: 0 });
  });

  test('that invents a kind of connection cannot keep a page from saying that it was not private', async ({
    liar,
    mallory,
    helper,
    sharer,
  }) => {
    const payload = { type: 'data', connectionId: 'dc_none', serialization: 'constructor' };
    liar.lie = (passing) => {
      const { line, who, towards, said } = passing;
      if (said.is === 'ended') return [];
      if (line === 'peer' && towards === 'page' && said.type === 'OPEN') {
        return [said, { type: 'OFFER', src: otherRole(who), dst: who, payload }];
      }
      return mallory.reroute(liar, passing);
    };
    await sharer.join(await helper.openSession());
    await sharer.sees(NOT_PRIVATE);
    await helper.sees(NOT_PRIVATE);
    for (const person of [helper, sharer]) expect(new Set(await linksOf(person))).toEqual(new Set(['closed']));
    await sawNothing(mallory, sharer);
  });
});

const mentions = (said: Said, connectionId: string): boolean => said.payload?.connectionId === connectionId;

/** The two browsers find each other, refuse each other’s certificate, and wait no longer. */
async function neitherConnects(helper: Helper, sharer: Sharer): Promise<void> {
  for (const person of [helper, sharer]) {
    await expect.poll(() => linksOf(person)).toContain('failed');
  }
  for (const person of [helper, sharer]) {
    await losesPatience(person);
    await person.sees(NEVER_CONNECTED);
  }
  expect(await sharer.captures()).toEqual([]);
}
