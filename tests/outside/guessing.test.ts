/**
 * A minute of an attack at its real rate: a thousand wrong guesses from fifty addresses, with the limits
 * and the work that the product has by itself, while honest people pair on the same server.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAX_WRONG_CONFIRMATIONS } from '#protocol/limits.ts';
import { tryCode, WaitingHelper, type Outcome, type TypedCode } from './guest.ts';
import { openRoom } from './seat.ts';
import { Server } from './server.ts';

const ATTACK_MS = 60_000;
const GUESSES = 1_000;
const GUESSERS = 50;
const HONEST = 24;
/** Helpers whose nameplates the guessers have learned, and whom nobody honest is going to join. */
const KNOWN = 6;
/** A person asks for the code again so often before giving up. */
const PATIENCE = 3;

const AS_SHIPPED = { JOIN_TRIES_PER_MINUTE: '', JOIN_TRIES_PER_HOUR: '', JOINS_BEFORE_WORK: '' };

let server: Server;
beforeAll(async () => void (server = await Server.started(AS_SHIPPED, {}, 'memory')));
afterAll(() => server.remove());

const until = (time: number) => new Promise((resolve) => setTimeout(resolve, Math.max(0, time - performance.now())));
const digits = (count: number) => String(Math.floor(Math.random() * 10 ** count)).padStart(count, '0');
const tally = (outcomes: Outcome[]) =>
  Object.fromEntries([...new Set(outcomes)].sort().map((each) => [each, outcomes.filter((o) => o === each).length]));

/** A secret that is not the one; a guesser who is lucky would make the test about something else. */
function wrongFor(helpers: WaitingHelper[], nameplate: string): TypedCode {
  for (;;) {
    const secret = digits(5);
    if (!helpers.some(({ code }) => code.nameplate === nameplate && code.secret === secret))
      return { nameplate, secret };
  }
}

describe('a thousand wrong guesses in a minute, from fifty addresses', () => {
  it('keep no honest person from pairing, and no code outlives its third', { timeout: 120_000 }, async () => {
    const come = () => WaitingHelper.come(() => openRoom(server));
    const known = await Promise.all(Array.from({ length: KNOWN }, come));
    const everybody = [...known];
    const start = performance.now();
    let lastAt = start;

    const guesses = Array.from({ length: GUESSES }, async (_, number) => {
      await until(start + (number * ATTACK_MS) / GUESSES);
      const target = number % 2 === 0 ? known[(number / 2) % KNOWN]?.code.nameplate : undefined;
      lastAt = performance.now();
      const code = wrongFor(everybody, target ?? digits(3));
      return tryCode(server.url, `127.0.1.${1 + (number % GUESSERS)}`, code, false);
    });
    const honest = Array.from({ length: HONEST }, async (_, number) => {
      await until(start + ((number + 1) * ATTACK_MS) / (HONEST + 1));
      const helper = await come();
      everybody.push(helper);
      const outcomes: Outcome[] = [];
      while (outcomes.length < PATIENCE && outcomes.at(-1) !== 'paired') {
        outcomes.push(await tryCode(server.url, `127.0.2.${1 + number}`, helper.code, true));
      }
      return { outcomes, helper };
    });

    const guessed = await Promise.all(guesses);
    const people = await Promise.all(honest);
    const tookS = (lastAt - start) / 1_000;
    const paired = people.filter(({ outcomes }) => outcomes.at(-1) === 'paired');
    const atOnce = people.filter(({ outcomes }) => outcomes[0] === 'paired');
    console.log(
      `${GUESSES} guesses in ${tookS.toFixed(1)} s from ${GUESSERS} addresses: ${JSON.stringify(tally(guessed))}\n` +
        `honest people: ${paired.length} of ${HONEST} paired (${(100 * paired.length) / HONEST} %), ${atOnce.length} with the first try\n` +
        `wrong confirmations of each known code: ${known.map(({ wrong }) => wrong.join('+')).join(', ')}`,
    );

    expect(guessed).not.toContain('paired');
    expect(tally(guessed)['work-needed']).toBeGreaterThan(100); // the server noticed
    expect(paired).toHaveLength(HONEST);
    await expect.poll(() => people.filter(({ helper }) => helper.paired).length).toBe(HONEST);

    const wrong = everybody.flatMap((helper) => helper.wrong);
    expect(Math.max(...wrong)).toBe(MAX_WRONG_CONFIRMATIONS); // so the third one was seen
    for (const helper of everybody) {
      for (const count of helper.wrong.slice(0, -1)) expect(count).toBe(MAX_WRONG_CONFIRMATIONS);
    }
    const dead = everybody.flatMap(({ retired }) => retired);
    expect(dead.length).toBeGreaterThan(0);
    const tried = dead.slice(0, 3).map((code, number) => tryCode(server.url, `127.0.3.${1 + number}`, code, true));
    expect(new Set(await Promise.all(tried))).toEqual(new Set(['not-active']));
    expect(server.said).toBe('');
  });
});
