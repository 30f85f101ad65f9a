/**
 * People who pair for real, from an address of their own: what the two pages do between a code and
 * `ready`, without their screens. Every machine has all of 127.0.0.0/8 to come from.
 */
import { randomBytes } from 'node:crypto';
import WebSocket from 'ws';
import { PairingQueue } from '#lib/adapters/pairing-queue.ts';
import { makeSecret } from '#protocol/code.ts';
import { MAX_WRONG_CONFIRMATIONS } from '#protocol/limits.ts';
import { pair } from '#protocol/pairing.ts';
import { SEAT_PROTOCOL, type SeatCommand, type SeatNotice, type SeatRefusal } from '#protocol/signaling.ts';
import { isDone, offerOfWork, type Work } from '#protocol/work.ts';
import type { Waiting } from './seat.ts';

export interface TypedCode {
  readonly nameplate: string;
  readonly secret: string;
}

export type Outcome = SeatRefusal | 'paired' | 'wrong-code' | 'broke';

const FINGERPRINT_BYTES = 32;
const SLICE = 2_000;

/** @returns the subprotocol that says the work is done. Lets other sockets of this process have their turn. */
async function worked({ challenge, bits }: Work): Promise<string> {
  for (let number = 0; ; number++) {
    const done = { challenge, answer: number.toString(36) };
    if (isDone(done, bits)) return offerOfWork(done);
    if (number % SLICE === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

/** One code typed by one person. @param works as an honest page does; a guesser has no time for that. */
export async function tryCode(server: string, from: string, code: TypedCode, works: boolean): Promise<Outcome> {
  const first = await knock(server, from, code);
  if (typeof first === 'string' || !works) return typeof first === 'string' ? first : 'work-needed';
  const second = await knock(server, from, code, await worked(first));
  return typeof second === 'string' ? second : 'work-needed';
}

function knock(server: string, from: string, code: TypedCode, done?: string): Promise<Outcome | Work> {
  const address = `${server.replace('http', 'ws')}/room/${code.nameplate}/sharer`;
  const socket = new WebSocket(address, [SEAT_PROTOCOL, ...(done ? [done] : [])], {
    localAddress: from,
    perMessageDeflate: false,
  });
  const say = (command: SeatCommand) => socket.readyState === WebSocket.OPEN && socket.send(JSON.stringify(command));
  const run = new PairingQueue((body) => say({ is: 'pair', body }));
  return new Promise((resolve) => {
    const over = (outcome: Outcome | Work) => {
      resolve(outcome);
      socket.close();
    };
    const begin = async () => {
      const fingerprint = randomBytes(FINGERPRINT_BYTES);
      const result = await pair({ line: run, role: 'sharer', ...code, fingerprint });
      if (result.ok) say({ is: 'paired' });
      else over(result.why === 'wrong-code' ? 'wrong-code' : 'broke');
    };
    socket.on('message', (data: Buffer) => {
      const notice = JSON.parse(data.toString()) as SeatNotice;
      if (notice.is === 'refused') over(notice.work ?? notice.why);
      if (notice.is === 'seated') begin().catch(() => over('broke'));
      if (notice.is === 'pair') run.push(notice.body);
      if (notice.is === 'ready') over('paired');
    });
    socket.on('error', () => over('broke'));
    socket.on('close', () => {
      run.break('left');
      over('broke');
    });
  });
}

/** Whoever waits with a code, and drops it after three wrong confirmations, as the helper's page does. */
export class WaitingHelper {
  code: TypedCode = { nameplate: '', secret: '' };
  paired = false;
  /** Wrong confirmations that each code has seen, in order. The last one is the present code's. */
  readonly wrong: number[] = [];
  readonly retired: TypedCode[] = [];
  readonly #open: () => Promise<Waiting>;

  private constructor(open: () => Promise<Waiting>) {
    this.#open = open;
  }

  static async come(open: () => Promise<Waiting>): Promise<WaitingHelper> {
    const helper = new WaitingHelper(open);
    await helper.#newCode();
    return helper;
  }

  async #newCode(): Promise<void> {
    const { helper, nameplate } = await this.#open();
    if (this.code.nameplate) this.retired.push(this.code);
    this.code = { nameplate, secret: makeSecret() };
    this.wrong.push(0);
    let run: PairingQueue | null = null;
    helper.socket.on('message', (data: Buffer) => {
      const notice = JSON.parse(data.toString()) as SeatNotice;
      if (notice.is === 'someone-joined') {
        run = new PairingQueue((body) => helper.say({ is: 'pair', body }));
        void this.#pair(run, helper);
      }
      if (notice.is === 'someone-left') run?.break('left');
      if (notice.is === 'pair') run?.push(notice.body);
      if (notice.is === 'ready') this.paired = true;
    });
  }

  async #pair(line: PairingQueue, seat: Waiting['helper']): Promise<void> {
    try {
      const fingerprint = randomBytes(FINGERPRINT_BYTES);
      const left = MAX_WRONG_CONFIRMATIONS - (this.wrong.at(-1) ?? 0) - 1;
      const result = await pair({ line, role: 'helper', ...this.code, fingerprint, triesLeftIfWrong: left });
      if (result.ok) return seat.say({ is: 'paired' });
      if (result.why === 'wrong-code') this.wrong[this.wrong.length - 1] = MAX_WRONG_CONFIRMATIONS - left;
      if (left > 0 || result.why !== 'wrong-code') return seat.say({ is: 'dismiss' });
      seat.say({ is: 'leave' });
      await this.#newCode();
    } catch {
      // The other one left in the middle; the code stays.
    }
  }
}
