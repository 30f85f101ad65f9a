/**
 * The few X11 requests a test desktop needs, spoken over the server's own socket. In-process, so a
 * repaint takes a millisecond where a command-line tool takes a tenth of a second, and nothing has
 * to be compiled. Offsets and opcodes are those of "X Window System Protocol", appendix B.
 */
import { connect, type Socket } from 'node:net';

const OP = {
  changeWindowAttributes: 2,
  warpPointer: 41,
  getInputFocus: 43,
  createPixmap: 53,
  createGC: 55,
  changeGC: 56,
  clearArea: 61,
  polyFillRectangle: 70,
  putImage: 72,
  getImage: 73,
  queryExtension: 98,
} as const;
/** XTEST, minor opcode and event kinds. */
const FAKE_INPUT = 2;
const FAKE = { keyDown: 2, keyUp: 3, buttonDown: 4, buttonUp: 5 } as const;
/** X keycodes of a PC keyboard: evdev codes moved up by eight. */
const KEYCODE = { Escape: 9, Enter: 36 } as const;
const Z_PIXMAP = 2;
const ALL_PLANES = 0xffffffff;
const HEADER_BYTES = 32;

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Pixels as the server of a 24-bit screen keeps them: blue, green, red, unused. */
export interface Bgrx {
  readonly width: number;
  readonly height: number;
  readonly bytes: Buffer;
}

export class XClient {
  readonly root: number;
  readonly width: number;
  readonly height: number;
  readonly #depth: number;
  readonly #idBase: number;
  readonly #maxRequestBytes: number;
  readonly #socket: Socket;
  #ids = 0;
  #received: Buffer;
  /** Replies come in the order of the questions, so a queue is all the bookkeeping there is. */
  readonly #asked: { answer: (reply: Buffer) => void; fail: (why: Error) => void }[] = [];

  static async open(display: string): Promise<XClient> {
    const socket = connect(`/tmp/.X11-unix/X${display.replace(/^:/, '')}`);
    const hello = Buffer.alloc(12);
    hello.write('l', 0, 'latin1'); // little endian
    hello.writeUInt16LE(11, 2);
    const greeting = new Promise<Buffer>((resolve, reject) => {
      let got = Buffer.alloc(0);
      const listen = (bytes: Buffer) => {
        got = Buffer.concat([got, bytes]);
        if (got.length < 8 || got.length < 8 + got.readUInt16LE(6) * 4) return;
        socket.off('data', listen);
        resolve(got);
      };
      socket.on('data', listen);
      socket.once('error', (cause) => reject(new Error(`cannot open X display ${display}`, { cause })));
    });
    socket.write(hello);
    return new XClient(socket, await greeting);
  }

  private constructor(socket: Socket, greeting: Buffer) {
    if (greeting[0] !== 1) throw new Error('the X server refused the connection');
    const greetingBytes = 8 + greeting.readUInt16LE(6) * 4;
    this.#idBase = greeting.readUInt32LE(12);
    this.#maxRequestBytes = greeting.readUInt16LE(26) * 4;
    const screen = 40 + padded(greeting.readUInt16LE(24)) + 8 * greeting.readUInt8(29);
    this.root = greeting.readUInt32LE(screen);
    this.width = greeting.readUInt16LE(screen + 20);
    this.height = greeting.readUInt16LE(screen + 22);
    this.#depth = greeting.readUInt8(screen + 38);
    this.#socket = socket;
    this.#received = greeting.subarray(greetingBytes);
    socket.on('data', (bytes: Buffer) => this.#hear(bytes));
    socket.on('close', () => this.#hangUp());
  }

  createPixmap(width: number, height: number): number {
    const id = this.#newId();
    this.#send(OP.createPixmap, this.#depth, [u32(id), u32(this.root), u16(width, height)]);
    return id;
  }

  createGC(): number {
    const id = this.#newId();
    this.#send(OP.createGC, 0, [u32(id, this.root, 0)]);
    return id;
  }

  fill(drawable: number, gc: number, colour: number, { x, y, width, height }: Rect): void {
    const FOREGROUND = 0x4;
    this.#send(OP.changeGC, 0, [u32(gc, FOREGROUND, colour)]);
    this.#send(OP.polyFillRectangle, 0, [u32(drawable, gc), u16(x, y, width, height)]);
  }

  put(drawable: number, gc: number, { width, height, bytes }: Bgrx): void {
    const rowsAtOnce = Math.floor((this.#maxRequestBytes - 24) / (width * 4));
    for (let top = 0; top < height; top += rowsAtOnce) {
      const rows = Math.min(rowsAtOnce, height - top);
      this.#send(OP.putImage, Z_PIXMAP, [
        u32(drawable, gc),
        u16(width, rows, 0, top),
        Buffer.from([0, this.#depth, 0, 0]),
        bytes.subarray(top * width * 4, (top + rows) * width * 4),
      ]);
    }
  }

  /** Makes the pixmap what the server paints wherever no window is, and paints `area` of it now. */
  async setRootBackground(pixmap: number, area: Rect): Promise<void> {
    const BACKGROUND_PIXMAP = 0x1;
    this.#send(OP.changeWindowAttributes, 0, [u32(this.root, BACKGROUND_PIXMAP, pixmap)]);
    this.#send(OP.clearArea, 0, [u32(this.root), u16(area.x, area.y, area.width, area.height)]);
    await this.done();
  }

  async movePointer(x: number, y: number): Promise<void> {
    this.#send(OP.warpPointer, 0, [u32(0, this.root), u16(0, 0, 0, 0, x, y)]);
    await this.done();
  }

  /** Presses and lets go a key, as hardware would: it goes to whatever has the focus, browser dialogs included. */
  async pressKey(key: keyof typeof KEYCODE): Promise<void> {
    await this.#fake([FAKE.keyDown, KEYCODE[key]], [FAKE.keyUp, KEYCODE[key]]);
  }

  /** Clicks with a real mouse: at what is on the screen there, not at an element of a page. */
  async click(x: number, y: number): Promise<void> {
    await this.movePointer(x, y);
    await this.#fake([FAKE.buttonDown, 1], [FAKE.buttonUp, 1]);
  }

  /** What a person in front of this screen sees, windows included, the pointer left out. */
  async picture(): Promise<Bgrx> {
    const reply = await this.#ask(OP.getImage, Z_PIXMAP, [
      u32(this.root),
      u16(0, 0, this.width, this.height),
      u32(ALL_PLANES),
    ]);
    return { width: this.width, height: this.height, bytes: reply.subarray(HEADER_BYTES) };
  }

  /** Resolves when the server has done everything asked of it so far. */
  async done(): Promise<void> {
    await this.#ask(OP.getInputFocus, 0, []);
  }

  close(): void {
    this.#socket.destroy();
  }

  async #fake(...events: [kind: number, detail: number][]): Promise<void> {
    const name = Buffer.from('XTEST');
    const extension = await this.#ask(OP.queryExtension, 0, [u16(name.length, 0), name]);
    const opcode = extension[8] === 1 ? extension.readUInt8(9) : undefined;
    if (opcode === undefined) throw new Error('this X server has no XTEST');
    for (const [kind, detail] of events) {
      this.#send(opcode, FAKE_INPUT, [Buffer.from([kind, detail, 0, 0]), Buffer.alloc(28)]);
    }
    await this.done();
  }

  #newId(): number {
    return this.#idBase + ++this.#ids;
  }

  #send(opcode: number, detail: number, parts: Buffer[]): void {
    const body = Buffer.concat(parts);
    const head = Buffer.from([opcode, detail, 0, 0]);
    head.writeUInt16LE(1 + padded(body.length) / 4, 2);
    this.#socket.write(Buffer.concat([head, body, Buffer.alloc(padded(body.length) - body.length)]));
  }

  #ask(opcode: number, detail: number, parts: Buffer[]): Promise<Buffer> {
    return new Promise((answer, fail) => {
      this.#asked.push({ answer, fail });
      this.#send(opcode, detail, parts);
    });
  }

  #hear(bytes: Buffer): void {
    this.#received = Buffer.concat([this.#received, bytes]);
    while (this.#received.length >= HEADER_BYTES) {
      const kind = this.#received[0];
      const total = HEADER_BYTES + (kind === 1 ? this.#received.readUInt32LE(4) * 4 : 0);
      if (this.#received.length < total) return;
      const message = this.#received.subarray(0, total);
      this.#received = this.#received.subarray(total);
      if (kind === 1) this.#asked.shift()?.answer(message);
      else if (kind === 0) this.#asked.shift()?.fail(new Error(`X error ${message[1]} on opcode ${message[10]}`));
      // anything else is an event, and none was asked for
    }
  }

  #hangUp(): void {
    for (const { fail } of this.#asked.splice(0)) fail(new Error('the X server is gone'));
  }
}

const padded = (length: number) => Math.ceil(length / 4) * 4;

function u32(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, i) => bytes.writeUInt32LE(value >>> 0, i * 4));
  return bytes;
}

function u16(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  values.forEach((value, i) => bytes.writeUInt16LE(value & 0xffff, i * 2));
  return bytes;
}
