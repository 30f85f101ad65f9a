import { beforeAll, describe, expect, it, vi } from 'vitest';
import { InkBoard } from '#lib/ink/ink-board.ts';
import { PAINTS } from '#lib/ink/ink-colours.ts';
import { InkPainter, type View } from '#lib/ink/ink-painter.ts';
import { LaserPointer } from '#lib/ink/laser.ts';
import { INK_COLOURS, type InkColour, type InkTool } from '#protocol/ink.ts';

/** Writes down where a path goes; curves by the points they are bent to. */
class RecordedPath {
  readonly points: [number, number][] = [];
  moveTo(x: number, y: number) {
    this.points.push([x, y]);
  }
  lineTo(x: number, y: number) {
    this.points.push([x, y]);
  }
  quadraticCurveTo(x: number, y: number, endX: number, endY: number) {
    this.points.push([x, y], [endX, endY]);
  }
  arc(x: number, y: number, radius: number) {
    this.points.push([x - radius, y - radius], [x + radius, y + radius]);
  }
  roundRect(x: number, y: number, width: number, height: number) {
    this.points.push([x, y], [x + width, y + height]);
  }
  rect(x: number, y: number, width: number, height: number) {
    this.roundRect(x, y, width, height);
  }
  closePath() {}
  get box() {
    const xs = this.points.map(([x]) => x);
    const ys = this.points.map(([, y]) => y);
    return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
  }
}
beforeAll(() => void vi.stubGlobal('Path2D', RecordedPath));

interface Drawn {
  how: 'fill' | 'stroke' | 'text' | 'image';
  colour: string;
  alpha: number;
  width: number;
  left: number;
  top: number;
  right: number;
  bottom: number;
  text?: string;
}

/** A canvas context that writes down what is drawn where, with the translation taken into account. */
function recorder(width = 1000, height = 600) {
  const drawn: Drawn[] = [];
  let state = { x: 0, y: 0 };
  const saved: (typeof state)[] = [];
  let own = new RecordedPath();
  const note = (how: Drawn['how'], colour: string, path: RecordedPath, grow = 0, text?: string) => {
    const { left, top, right, bottom } = path.box;
    const { x, y } = state;
    drawn.push({
      how,
      colour,
      alpha: ctx.globalAlpha,
      width: ctx.lineWidth,
      left: left + x - grow,
      top: top + y - grow,
      right: right + x + grow,
      bottom: bottom + y + grow,
      ...(text === undefined ? {} : { text }),
    });
  };
  const ctx = {
    canvas: { width, height },
    globalAlpha: 1,
    globalCompositeOperation: 'source-over',
    fillStyle: '',
    strokeStyle: '',
    lineWidth: 1,
    lineJoin: '',
    lineCap: '',
    font: '',
    textAlign: '',
    textBaseline: '',
    clearRect: () => (drawn.length = 0),
    save: () => saved.push({ ...state }),
    restore: () => (state = saved.pop()!),
    translate: (x: number, y: number) => (state = { x: state.x + x, y: state.y + y }),
    clip: () => undefined,
    beginPath: () => (own = new RecordedPath()),
    rect: (x: number, y: number, w: number, h: number) => own.rect(x, y, w, h),
    roundRect: (x: number, y: number, w: number, h: number) => own.roundRect(x, y, w, h),
    arc: (x: number, y: number, radius: number) => own.arc(x, y, radius),
    fill: (path: RecordedPath = own) => note('fill', ctx.fillStyle, path),
    stroke: (path: RecordedPath = own) => note('stroke', ctx.strokeStyle, path, ctx.lineWidth / 2),
    measureText: (text: string) => ({ width: text.length * 8 }),
    fillText: (text: string, x: number, y: number) => {
      const at = new RecordedPath();
      at.moveTo(x, y);
      note('text', ctx.fillStyle, at, 0, text);
    },
    drawImage: () => {
      const at = new RecordedPath();
      at.moveTo(0, 0);
      note('image', '', at);
    },
  };
  return { ctx: ctx as unknown as CanvasRenderingContext2D, drawn };
}

const PICTURE = { left: 100, top: 50, width: 800, height: 400 };

function scene() {
  const [board, laser, painter] = [new InkBoard(), new LaserPointer(), new InkPainter()];
  const { ctx, drawn } = recorder();
  const view: View = {
    board,
    laser,
    now: 0,
    picture: PICTURE,
    scale: 1,
    name: 'Ada L.',
    font: 'sans-serif',
    calm: false,
  };
  let id = 0;
  return {
    board,
    laser,
    drawn,
    paint: (over: Partial<View> = {}) => painter.paint(ctx, { ...view, ...over }),
    draw: (tool: InkTool, colour: InkColour, ...at: number[]) => {
      board.apply({ is: 'begin', id: ++id, epoch: 0, tool, colour }, 0);
      board.apply({ is: 'points', id, from: 0, at }, 0);
      board.apply({ is: 'end', id }, 0);
    },
    label: (x: number, y: number, text: string) => {
      board.apply({ is: 'label', id: ++id, epoch: 0, colour: 'blue', x, y, text }, 0);
    },
    point: (x: number, y: number, seq = laser.nextSeq) => {
      laser.apply({ is: 'laser', seq, epoch: 0, x, y, colour: 'lime' }, 0);
    },
    of: (colour: InkColour) => drawn.filter((each) => each.colour === PAINTS[colour].fill),
  };
}

const near = (got: Drawn | undefined, left: number, top: number, right: number, bottom: number, by = 4) => {
  expect(got).toBeDefined();
  for (const [edge, wanted] of Object.entries({ left, top, right, bottom })) {
    expect(Math.abs(got![edge as 'left'] - wanted), `${edge} of ${JSON.stringify(got)}`).toBeLessThanOrEqual(by);
  }
};

describe('an ink painter', () => {
  it('draws a pen stroke where it was drawn, as wide as the picture asks', () => {
    const { draw, paint, of } = scene();
    draw('pen', 'red', 0.1, 0.5, 0.2, 0.5, 0.3, 0.5, 0.4, 0.5);
    paint();
    near(of('red')[0], 180, 250, 420, 250);
    draw('pen', 'blue', 0.1, 0.5, 0.4, 0.5);
    paint({ picture: { left: 0, top: 0, width: 4000, height: 2000 } });
    const [wide] = of('blue');
    expect(wide!.bottom - wide!.top).toBeCloseTo(4000 * 0.0035, 0);
  });

  it('never draws a line too thin to be seen', () => {
    const { draw, paint, of } = scene();
    draw('pen', 'red', 0.1, 0.5, 0.4, 0.5);
    paint({ picture: { left: 0, top: 0, width: 100, height: 50 } });
    const [thin] = of('red');
    expect(thin!.bottom - thin!.top).toBeGreaterThanOrEqual(2.4);
  });

  it('draws a dot where the pen only touched', () => {
    const { draw, paint, of } = scene();
    draw('pen', 'red', 0.5, 0.5);
    paint();
    near(of('red')[0], 500, 250, 500, 250);
  });

  it('reaches the hand while it is still drawing', () => {
    const { board, paint, of } = scene();
    board.apply({ is: 'begin', id: 1, epoch: 0, tool: 'pen', colour: 'red' }, 0);
    board.apply({ is: 'points', id: 1, from: 0, at: [0.1, 0.1, 0.2, 0.3, 0.5, 0.5, 0.9, 0.9] }, 0);
    paint();
    near(of('red')[0], 180, 90, 820, 410);
    board.apply({ is: 'points', id: 1, from: 4, at: [1, 1] }, 0);
    paint();
    near(of('red')[0], 180, 90, 900, 450);
  });

  it('ends an arrow where it points', () => {
    const { draw, paint, of } = scene();
    draw('arrow', 'violet', 0.1, 0.5, 0.6, 0.5);
    paint();
    const right = Math.max(...of('violet').map((each) => each.right));
    expect(Math.abs(right - 580)).toBeLessThanOrEqual(2);
  });

  it.each([
    [0.2, 0.2, 0.6, 0.8],
    [0.6, 0.8, 0.2, 0.2],
  ])('draws a rectangle around what it frames, whichever corner came first', (...at) => {
    const { draw, paint, of } = scene();
    draw('rectangle', 'cyan', ...at);
    paint();
    near(of('cyan')[0], 260, 130, 580, 370);
  });

  it('lays a highlighter under the lines and lets the picture shine through', () => {
    const { draw, paint, drawn, of } = scene();
    draw('pen', 'red', 0.1, 0.5, 0.4, 0.5);
    draw('highlighter', 'amber', 0.1, 0.5, 0.4, 0.5);
    paint();
    expect(of('amber')[0]!.alpha).toBeLessThan(0.6);
    expect(drawn.indexOf(of('amber')[0]!)).toBeLessThan(drawn.indexOf(of('red')[0]!));
  });

  it('puts an edge of the opposite lightness around every line', () => {
    const { draw, paint, drawn } = scene();
    draw('pen', 'amber', 0.1, 0.5, 0.4, 0.5);
    paint();
    const [edge, body] = drawn;
    expect(edge).toMatchObject({ how: 'stroke', colour: PAINTS.amber.outline });
    expect(edge!.right - body!.right).toBeCloseTo(1);
  });

  it('keeps a label inside the picture, and breaks it before it covers half of it', () => {
    const { label, paint, drawn } = scene();
    label(0.99, 0.99, 'Press the second of these three buttons, and then wait a bit.');
    paint();
    const plate = drawn.filter((each) => each.how === 'stroke')[0]!;
    expect(plate.right).toBeLessThanOrEqual(900);
    expect(plate.bottom).toBeLessThanOrEqual(450);
    expect(plate.right - plate.left).toBeLessThan(800 * 0.5);
    const lines = drawn.filter((each) => each.how === 'text').map((each) => each.text);
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.join(' ')).toBe('Press the second of these three buttons, and then wait a bit.');
  });

  it('breaks a word that is wider than its room', () => {
    const { label, paint, drawn } = scene();
    label(0, 0, 'x'.repeat(64));
    paint();
    const lines = drawn.filter((each) => each.how === 'text').map((each) => each.text);
    expect(lines.join('')).toBe('x'.repeat(64));
    expect(lines.length).toBeGreaterThan(1);
  });

  it('draws the laser where it points, with its name beside it inside the canvas', () => {
    const { point, paint, of, drawn } = scene();
    point(0.25, 0.5);
    paint();
    const discs = of('lime').filter((each) => Math.abs((each.left + each.right) / 2 - 300) < 0.01);
    near(discs.at(-1), 292, 242, 308, 258, 0.01);
    expect(drawn.at(-1)).toMatchObject({ how: 'text', text: 'Ada L.' });
    expect(drawn.at(-1)!.left).toBeGreaterThan(300);
    point(1, 1);
    paint({ picture: { left: 0, top: 0, width: 1000, height: 600 } });
    expect(drawn.at(-1)!.left).toBeLessThan(1000);
    expect(drawn.at(-1)!.top).toBeLessThan(600);
  });

  it('leaves out the tail for those who want less motion', () => {
    const { point, paint, drawn } = scene();
    for (const x of [0.1, 0.2, 0.3]) point(x, 0.5);
    paint();
    const moving = drawn.length;
    paint({ calm: true });
    expect(drawn.length).toBe(moving - 1);
  });

  it('says when it will have to paint again', () => {
    const { draw, paint, point } = scene();
    expect(paint()).toBe(Infinity);
    draw('pen', 'red', 0.1, 0.5);
    expect(paint()).toBe(7_400);
    point(0.5, 0.5);
    expect(paint()).toBe(0);
  });

  it('draws ink that no longer changes once, and what changes over it', () => {
    const layers: ReturnType<typeof recorder>[] = [];
    const painter = new InkPainter(() => (layers.push(recorder()), layers.at(-1)!.ctx));
    const { board, draw, laser } = scene();
    const { ctx, drawn } = recorder();
    const view = { board, laser, now: 0, picture: PICTURE, scale: 1, name: '', font: 'sans-serif', calm: false };
    for (let i = 0; i < 20; i++) draw('pen', 'red', 0.1, i / 20, 0.4, i / 20);
    board.apply({ is: 'begin', id: 99, epoch: 0, tool: 'pen', colour: 'blue' }, 0);
    board.apply({ is: 'points', id: 99, from: 0, at: [0.1, 0.1, 0.9, 0.9] }, 0);
    painter.paint(ctx, view);
    painter.paint(ctx, view);
    expect(layers).toHaveLength(1);
    expect(layers[0]!.drawn).toHaveLength(40);
    expect(drawn.map((each) => each.how)).toEqual(['image', 'stroke', 'fill']);
    expect(drawn.at(-1)!.colour).toBe(PAINTS.blue.fill);
    board.apply({ is: 'end', id: 99 }, 0);
    painter.paint(ctx, view);
    expect(drawn.map((each) => each.how)).toEqual(['image']);
    expect(layers[0]!.drawn).toHaveLength(42);
  });

  it('draws all of it anew when one is taken away, or the picture is elsewhere', () => {
    const layers: ReturnType<typeof recorder>[] = [];
    const painter = new InkPainter(() => (layers.push(recorder()), layers.at(-1)!.ctx));
    const { board, draw, laser } = scene();
    const { ctx } = recorder();
    const view = { board, laser, now: 0, picture: PICTURE, scale: 1, name: '', font: 'sans-serif', calm: false };
    for (let i = 0; i < 20; i++) draw('pen', 'red', 0.1, i / 20, 0.4, i / 20);
    painter.paint(ctx, view);
    board.apply({ is: 'remove', id: 3 }, 0);
    const cleared = vi.fn();
    Object.defineProperty(layers[0]!.ctx.canvas, 'width', { set: cleared });
    painter.paint(ctx, view);
    painter.paint(ctx, { ...view, picture: { ...PICTURE, left: 90 } });
    painter.paint(ctx, { ...view, picture: { ...PICTURE, left: 90 } });
    expect(cleared).toHaveBeenCalledTimes(2);
  });
});

/** WCAG relative luminance. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const c = parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
const contrast = (a: string, b: string) => {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
};

describe('the colours of ink', () => {
  it.each(INK_COLOURS)('let %s be seen on white and on black, by itself or by its edge', (colour) => {
    const { fill, outline } = PAINTS[colour];
    for (const ground of ['#ffffff', '#000000']) {
      expect(Math.max(contrast(fill, ground), contrast(outline, ground))).toBeGreaterThanOrEqual(4);
    }
    expect(contrast(fill, outline)).toBeGreaterThanOrEqual(4.5); // the name is written on it
  });

  it('differ in lightness, not only in hue', () => {
    const lightness = INK_COLOURS.map((colour) => Math.cbrt(luminance(PAINTS[colour].fill))).sort((a, b) => a - b);
    for (let i = 1; i < lightness.length; i++) expect(lightness[i]! - lightness[i - 1]!).toBeGreaterThan(0.05);
  });
});
