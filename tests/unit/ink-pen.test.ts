import { describe, expect, it } from 'vitest';
import { InkBoard } from '#lib/ink/ink-board.ts';
import { InkPen } from '#lib/ink/ink-pen.ts';
import { LaserPointer } from '#lib/ink/laser.ts';
import { InkMessage } from '#protocol/ink.ts';
import { MAX_LABEL_CHARS, MAX_STROKE_POINTS } from '#protocol/limits.ts';
import { LaserMessage } from '#protocol/wire.ts';
import { parse } from 'valibot';

/** A helper whose frames and clock are driven by hand; what goes out is also drawn on the other side. */
function helper() {
  const [board, laser, far] = [new InkBoard(), new LaserPointer(), new InkBoard()];
  const sent: InkMessage[] = [];
  const pointed: LaserMessage[] = [];
  let frames: (() => void)[] = [];
  let timer: (() => void) | null = null;
  let open = true;
  const pen = new InkPen({
    board,
    laser,
    send: (message) => {
      if (!open) return false;
      // As the link does it: through JSON and the schema, so nothing shared can leak through.
      const arrived = parse(InkMessage, JSON.parse(JSON.stringify(message)));
      sent.push(arrived);
      far.apply(arrived, 0);
      return true;
    },
    sendLaser: (message) => pointed.push(parse(LaserMessage, JSON.parse(JSON.stringify(message)))),
    requestFrame: (callback) => frames.push(callback),
    now: () => 0,
    after: (_, callback) => {
      timer = callback;
      return () => (timer = null);
    },
  });
  const frame = () => {
    const due = frames;
    frames = [];
    for (const callback of due) callback();
  };
  return {
    pen,
    board,
    laser,
    far,
    sent,
    pointed,
    frame,
    rest: () => timer?.(),
    resting: () => timer !== null,
    line: (up: boolean) => (open = up),
    /** Frames until nothing more wants to go out. */
    settle: () => {
      for (let i = 0; frames.length > 0; i++) {
        if (i > 50) throw new Error('it never settles');
        frame();
      }
    },
    kinds: () => sent.map((message) => message.is),
  };
}
const ink = (board: InkBoard) => board.visible(0).map((mark) => (mark.is === 'stroke' ? [...mark.at] : mark.text));
const zigzag = (count: number) =>
  Array.from({ length: count }, (_, i) => [(i % 900) / 1_000, i % 2 ? 0.4 : 0.6]).flat();

describe('a pen', () => {
  it('sends a stroke while it is being drawn', () => {
    const { pen, sent, frame, settle } = helper();
    pen.press('pen', 'red', 0.1, 0.1);
    expect(sent).toEqual([{ is: 'begin', id: 1, epoch: 0, tool: 'pen', colour: 'red' }]);
    frame();
    expect(sent.at(-1)).toEqual({ is: 'points', id: 1, from: 0, at: [0.1, 0.1] });
    pen.move([0.2, 0.2]);
    frame();
    expect(sent.at(-1)).toEqual({ is: 'points', id: 1, from: 1, at: [0.2, 0.2] });
    pen.release();
    settle();
    expect(sent.at(-1)).toEqual({ is: 'end', id: 1 });
  });

  it('sends at most one message a frame, however fast it is moved', () => {
    const { pen, sent, frame, settle, board, far } = helper();
    let inThisFrame = 0;
    const during = (happens: () => void) => {
      const before = sent.length;
      happens();
      inThisFrame += sent.length - before;
      expect(inThisFrame).toBeLessThanOrEqual(1);
    };
    for (let stroke = 0; stroke < 3; stroke++) {
      during(() => pen.press('pen', 'red', 0, 0));
      for (let i = 1; i <= 30; i++) {
        for (let n = 0; n < 10; n++) during(() => pen.move([i / 31, n / 10]));
        inThisFrame = 0;
        during(frame);
      }
      during(() => pen.release());
    }
    settle();
    expect(ink(far)).toEqual(ink(board));
  });

  it('shows the stroke on its own board before it is sent', () => {
    const { pen, sent, board } = helper();
    pen.press('pen', 'red', 0.1, 0.1);
    pen.move([0.2, 0.2, 0.3, 0.3]);
    expect(ink(board)).toEqual([[0.1, 0.1, 0.2, 0.2, 0.3, 0.3]]);
    expect(sent).toHaveLength(1);
  });

  it('takes coalesced points, leaves out those that change nothing, and rounds the rest', () => {
    const { pen, far, settle } = helper();
    pen.press('pen', 'red', 0.1234567, 0.5);
    pen.move([0.1235, 0.5, 0.2, 0.50001234, 0.2003, 0.5002, 0.3, 1.7]);
    pen.release();
    settle();
    expect(ink(far)).toEqual([[0.12346, 0.5, 0.2, 0.50001, 0.3, 1]]);
  });

  it('goes on in a new stroke where one is full, and undoes them together', () => {
    const { pen, far, board, settle } = helper();
    pen.press('pen', 'red', 0.95, 0.5);
    for (let i = 0; i < 50; i++) pen.move(zigzag(100));
    pen.release();
    settle();
    const strokes = ink(far) as number[][];
    expect(strokes.map((at) => at.length / 2)).toEqual([MAX_STROKE_POINTS, MAX_STROKE_POINTS, 1_003]);
    expect(strokes[1]!.slice(0, 2)).toEqual(strokes[0]!.slice(-2));
    expect(strokes).toEqual(ink(board));
    pen.undo();
    settle();
    expect(ink(far)).toEqual([]);
  });

  it('moves the second point of an arrow, in one message however often it moved', () => {
    const { pen, sent, frame, settle, far, kinds } = helper();
    pen.press('arrow', 'blue', 0.1, 0.1);
    frame();
    frame();
    for (let i = 2; i < 9; i++) pen.move([i / 10, i / 10]);
    expect(sent.at(-1)).toEqual({ is: 'points', id: 1, from: 1, at: [0.2, 0.2] });
    frame();
    expect(sent.at(-1)).toEqual({ is: 'points', id: 1, from: 1, at: [0.8, 0.8] });
    pen.release();
    settle();
    expect(kinds()).toEqual(['begin', 'points', 'points', 'points', 'end']);
    expect(ink(far)).toEqual([[0.1, 0.1, 0.8, 0.8]]);
  });

  it('leaves no trace of a shape that was only a click', () => {
    const { pen, far, settle } = helper();
    pen.press('rectangle', 'blue', 0.1, 0.1);
    pen.move([0.101, 0.101]);
    pen.release();
    settle();
    expect(ink(far)).toEqual([]);
    expect(pen.canUndo).toBe(false);
  });

  it('leaves no trace of a stroke that turned out to be a pinch', () => {
    const { pen, far, board, settle } = helper();
    pen.press('pen', 'blue', 0.1, 0.1);
    pen.move([0.5, 0.5]);
    pen.cancel();
    pen.move([0.6, 0.6]);
    pen.release();
    settle();
    expect([ink(board), ink(far)]).toEqual([[], []]);
  });

  it('undoes its own ink, newest first, and passes over what is gone already', () => {
    const { pen, board, far, settle } = helper();
    for (const x of [0.1, 0.2, 0.3]) {
      pen.press('pen', 'red', x, x);
      pen.release();
    }
    settle();
    board.apply({ is: 'remove', id: 3 }, 0);
    pen.undo();
    settle();
    expect(ink(board)).toEqual([[0.1, 0.1]]);
    expect(ink(far)).toEqual([
      [0.1, 0.1],
      [0.3, 0.3],
    ]);
    expect(pen.canUndo).toBe(true);
    pen.undo();
    expect(pen.canUndo).toBe(false);
    pen.undo();
  });

  it('stops drawing when the board is cleared under it', () => {
    const { pen, far, settle, kinds } = helper();
    pen.press('pen', 'red', 0.1, 0.1);
    settle();
    pen.clear();
    pen.move([0.5, 0.5]);
    pen.release();
    settle();
    expect(ink(far)).toEqual([]);
    expect(kinds()).toEqual(['begin', 'points', 'clear']);
  });

  it('stops drawing when the sharer shows something else, and draws in the new picture', () => {
    const { pen, board, far, settle, sent } = helper();
    pen.press('pen', 'red', 0.1, 0.1);
    settle();
    board.setEpoch(4);
    far.setEpoch(4);
    pen.move([0.5, 0.5]);
    pen.release();
    pen.press('pen', 'red', 0.7, 0.7);
    settle();
    expect(sent.map((message) => ('epoch' in message ? message.epoch : '-'))).toEqual([0, '-', 4, '-']);
    expect(ink(far)).toEqual([[0.7, 0.7]]);
  });

  it('writes short labels only, and no empty ones', () => {
    const { pen, far, settle } = helper();
    pen.label('red', 0.1, 0.1, '   ');
    pen.label('red', 0.1, 0.1, ` click\n  here ${'😀'.repeat(40)}`);
    settle();
    const [text] = ink(far) as string[];
    expect(text!.startsWith('click here 😀')).toBe(true);
    expect(text!.length).toBeLessThanOrEqual(MAX_LABEL_CHARS);
    expect(text!.isWellFormed()).toBe(true);
    expect(ink(far)).toHaveLength(1);
  });

  it('sends later what the line could not take, without a hole in the stroke', () => {
    const { pen, far, board, line, frame, settle } = helper();
    pen.press('pen', 'red', 0.1, 0.1);
    line(false);
    pen.move([0.2, 0.2]);
    for (let i = 0; i < 5; i++) frame();
    pen.move([0.3, 0.3]);
    pen.release();
    line(true);
    settle();
    expect(ink(far)).toEqual(ink(board));
    expect(ink(far)).toEqual([[0.1, 0.1, 0.2, 0.2, 0.3, 0.3]]);
  });

  it('pins what it drew', () => {
    const { pen, far, settle } = helper();
    pen.keep(true);
    settle();
    expect(far.kept).toBe(true);
  });
});

describe('a laser in the hand', () => {
  it('sends the newest spot once a frame, and nothing while it rests', () => {
    const { pen, pointed, frame } = helper();
    for (let i = 0; i < 10; i++) pen.point('lime', i / 10, 0.5);
    expect(pointed.map((message) => message.is === 'laser' && message.x)).toEqual([0]);
    frame();
    expect(pointed.map((message) => message.is === 'laser' && message.x)).toEqual([0, 0.9]);
    frame();
    pen.point('lime', 0.9, 0.5);
    frame();
    expect(pointed).toHaveLength(2);
  });

  it('says again where it rests, so that it is not taken for gone', () => {
    const { pen, pointed, frame, rest } = helper();
    pen.point('lime', 0.5, 0.5);
    frame();
    rest();
    rest();
    expect(pointed.map((message) => message.seq)).toEqual([0, 1, 2]);
    expect(pointed.at(-1)).toMatchObject({ x: 0.5, y: 0.5 });
  });

  it('is switched off once when it leaves the picture', () => {
    const { pen, pointed, frame, laser, resting } = helper();
    pen.point('lime', 0.5, 0.5);
    pen.point('lime', 0.6, 0.5);
    pen.leave();
    pen.leave();
    frame();
    expect(pointed.map((message) => message.is)).toEqual(['laser', 'laser-off']);
    expect(laser.spot(0)).toBeNull();
    expect(resting()).toBe(false);
  });

  it('stays for a moment where a finger was', () => {
    const { pen, pointed, laser, resting } = helper();
    pen.point('lime', 0.5, 0.5);
    pen.lift();
    expect(pointed).toHaveLength(1);
    expect(laser.spot(0)).not.toBeNull();
    expect(resting()).toBe(false);
  });
});
