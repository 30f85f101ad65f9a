/**
 * A screen for one person: an X server without a monitor and a window manager on it, so that
 * windows have places and dialogs have owners as on a real desktop.
 */
import { end, firstLine, start } from './child.ts';

export interface Display {
  /** As in the environment variable DISPLAY, for example ":99". */
  readonly name: string;
  readonly width: number;
  readonly height: number;
  stop(): Promise<void>;
}

export async function openDisplay(width = 1280, height = 720): Promise<Display> {
  // -displayfd: the server itself picks a free number and says so once it listens. Guessing a
  // number collides with whoever else runs tests on this machine.
  const server = await start(
    'Xvfb',
    ['-displayfd', '3', '-screen', '0', `${width}x${height}x24`, '-nolisten', 'tcp', '-dpi', '96', '-noreset'],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] },
  );
  const name = `:${(await firstLine(server, 3)).trim()}`;
  const manager = await start('openbox', ['--startup', 'echo ready'], {
    env: { ...process.env, DISPLAY: name },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await firstLine(manager, 1);
  return {
    name,
    width,
    height,
    async stop() {
      await end(manager);
      await end(server);
    },
  };
}
