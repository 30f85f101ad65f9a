/**
 * The third person: a real browser page that ends the encryption on both sides, opens the channels
 * that the two agreed on, passes on whatever arrives, and writes down that it did.
 */
import type { Browser, Page } from '@playwright/test';
import type { Role } from '#protocol/role.ts';
import { CHANNELS } from '#protocol/wire.ts';
import { otherRole, type Liar, type Passing, type Payload, type Said } from './liar.ts';

interface Leg {
  pc: RTCPeerConnection;
  channels: Map<number, RTCDataChannel>;
  /** Held until the other leg is there to take it. */
  unsent: { id: number; data: string | ArrayBuffer }[];
}

interface Notes {
  /** The legs on which the encryption ends here. */
  reached: string[];
  messages: string[];
  tracks: number;
  frames: number;
}

declare const window: {
  legs: Partial<Record<Role, Leg>>;
  notes: Notes;
  open: (who: Role, other: Role) => RTCPeerConnection;
};

export class Mallory {
  readonly #page: Page;
  /** One thing after the other: a candidate is worth nothing before its description. */
  #busy: Promise<unknown> = Promise.resolve();

  private constructor(page: Page) {
    this.#page = page;
  }

  static async from(browser: Browser): Promise<Mallory> {
    const page = await (await browser.newContext()).newPage();
    await page.evaluate((channels) => {
      const notes: Notes = { reached: [], messages: [], tracks: 0, frames: 0 };
      const legs: Partial<Record<Role, Leg>> = {};
      const hear = (who: Role, other: Role, id: number, channel: RTCDataChannel) => {
        channel.binaryType = 'arraybuffer';
        channel.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
          notes.messages.push(`${who} ${typeof data === 'string' ? data : `${data.byteLength} bytes`}`);
          const onward = legs[other]?.channels.get(id);
          if (onward?.readyState === 'open') onward.send(data as string);
          else legs[other]?.unsent.push({ id, data });
        };
      };
      const open = (who: Role, other: Role) => {
        const pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
        const leg: Leg = { pc, channels: new Map(), unsent: [] };
        legs[who] = leg;
        for (const { label, ...options } of channels) {
          const channel = pc.createDataChannel(label, { ...options, negotiated: true });
          leg.channels.set(options.id, channel);
          hear(who, other, options.id, channel);
          channel.onopen = () => {
            for (const { id, data } of leg.unsent.filter((each) => each.id === options.id)) {
              leg.channels.get(id)?.send(data as string);
            }
          };
        }
        // One that nobody agreed on; what is said on it must reach nobody.
        const extra = pc.createDataChannel('extra');
        hear(who, other, -1, extra);
        extra.onopen = () => extra.send('{"is":"chat","text":"from nobody"}');
        pc.ondatachannel = ({ channel }) => hear(who, other, -2, channel);
        pc.ontrack = () => (notes.tracks += 1);
        const reached = () => {
          const { state } = pc.sctp?.transport ?? { state: 'new' };
          if (state === 'connected' && !notes.reached.includes(who)) notes.reached.push(who);
        };
        pc.onconnectionstatechange = reached;
        pc.onsignalingstatechange = () => {
          const transport = pc.sctp?.transport;
          if (transport) transport.onstatechange = reached;
        };
        return pc;
      };
      Object.assign(window, { notes, legs, open });
    }, Object.values(CHANNELS));
    return new Mallory(page);
  }

  /** Takes the place of the other one on both sides of every meeting. To be called from a lie. */
  reroute(liar: Liar, { line, who, towards, said }: Passing): Said[] | undefined {
    const { type, payload } = said;
    if (line !== 'peer' || towards !== 'server' || !payload || !/^(OFFER|ANSWER|CANDIDATE)$/.test(type ?? '')) return;
    this.#next(async () => {
      if (type === 'CANDIDATE') return this.#candidate(who, payload);
      if (type === 'ANSWER') return this.#answered(who, payload);
      const other = otherRole(who);
      // Her own offer first: both sides are then reached at about the same time.
      liar.tell(other, 'peer', this.#from(who, other, 'OFFER', { ...payload, sdp: await this.#offers(other) }));
      const { sdp: _offer, ...same } = payload;
      const sdp = await this.#answers(who, payload);
      liar.tell(who, 'peer', this.#from(other, who, 'ANSWER', { ...same, sdp }));
    });
    return [];
  }

  /** An OFFER of her own, as if from the other one. */
  async offerTo(who: Role, payload: Payload): Promise<Said> {
    return this.#from(otherRole(who), who, 'OFFER', { ...payload, sdp: await this.#offers(who) });
  }

  /**
   * An offer to `who` to go on with her instead: the lines of `agreed`, the last offer of the two, but
   * her own certificate and her own address.
   */
  takesOver(who: Role, agreed: RTCSessionDescriptionInit): Promise<RTCSessionDescriptionInit> {
    return this.#page.evaluate(
      async ({ who, other, agreed }) => {
        const pc = window.open(who, other);
        pc.ontrack = null; // described is not received; frames are counted
        await pc.setRemoteDescription(agreed);
        await pc.setLocalDescription();
        await pc.setLocalDescription(await pc.createOffer({ iceRestart: true }));
        await new Promise<void>((resolve) => {
          pc.onicegatheringstatechange = () => pc.iceGatheringState === 'complete' && resolve();
          if (pc.iceGatheringState === 'complete') resolve();
        });
        const { type = 'offer', sdp = '' } = pc.localDescription ?? {};
        return { type, sdp };
      },
      { who, other: otherRole(who), agreed },
    );
  }

  /** Whatever of a negotiation was said, she takes part in it. */
  async hears(who: Role, frames: string[]): Promise<void> {
    for (const frame of frames) {
      const said = JSON.parse(frame) as { is: string; type: RTCSdpType; sdp: string } & RTCIceCandidateInit;
      if (said.is === 'description' && said.type === 'answer') {
        await this.#answered(who, { sdp: { type: said.type, sdp: said.sdp } });
      } else if (said.is === 'candidate') await this.#candidate(who, { candidate: said });
    }
  }

  /** All that she saw. Media frames are counted until now. */
  async saw(): Promise<Notes> {
    return this.#page.evaluate(async () => {
      window.notes.frames = 0;
      for (const leg of Object.values(window.legs)) {
        for (const stats of (await leg.pc.getStats()).values() as Iterable<{ type: string; framesReceived?: number }>) {
          if (stats.type === 'inbound-rtp') window.notes.frames += stats.framesReceived ?? 0;
        }
      }
      return window.notes;
    });
  }

  async leave(): Promise<void> {
    await this.#busy;
    await this.#page.context().close();
  }

  /** A page that closes its side in the middle of it is what the tests are for. */
  #next(work: () => Promise<unknown>): void {
    this.#busy = this.#busy.then(work).catch((cause: unknown) => console.error('mallory', cause));
  }

  #from(src: Role, dst: Role, type: string, payload: Payload): Said {
    return { type, src, dst, payload };
  }

  #offers(who: Role): Promise<RTCSessionDescriptionInit> {
    return this.#page.evaluate(
      async ([who, other]) => {
        const pc = window.open(who, other);
        await pc.setLocalDescription();
        await new Promise<void>((resolve) => {
          pc.onicegatheringstatechange = () => pc.iceGatheringState === 'complete' && resolve();
          if (pc.iceGatheringState === 'complete') resolve();
        });
        const { type = 'offer', sdp = '' } = pc.localDescription ?? {};
        return { type, sdp };
      },
      [who, otherRole(who)] as const,
    );
  }

  #answers(who: Role, { sdp }: Payload): Promise<RTCSessionDescriptionInit> {
    return this.#page.evaluate(
      async ({ who, other, offer }) => {
        const pc = window.open(who, other);
        await pc.setRemoteDescription(offer);
        await pc.setLocalDescription();
        await new Promise<void>((resolve) => {
          pc.onicegatheringstatechange = () => pc.iceGatheringState === 'complete' && resolve();
          if (pc.iceGatheringState === 'complete') resolve();
        });
        const { type = 'answer', sdp = '' } = pc.localDescription ?? {};
        return { type, sdp };
      },
      { who, other: otherRole(who), offer: sdp ?? { type: 'offer' as const, sdp: '' } },
    );
  }

  async #answered(who: Role, { sdp }: Payload): Promise<void> {
    await this.#page.evaluate(({ who, sdp }) => sdp && window.legs[who]?.pc.setRemoteDescription(sdp), { who, sdp });
  }

  async #candidate(who: Role, { candidate }: Payload): Promise<void> {
    await this.#page.evaluate(
      async ({ who, candidate }) => {
        const pc = window.legs[who]?.pc;
        if (candidate && pc?.remoteDescription && pc.signalingState !== 'closed') await pc.addIceCandidate(candidate);
      },
      { who, candidate },
    );
  }
}
