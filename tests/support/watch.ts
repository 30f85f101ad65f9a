/**
 * Writes down everything a browser complains about and everyone it talks to. A test ends by
 * comparing the list with nothing; what a test breaks on purpose it announces first.
 */
import type { BrowserContext } from '@playwright/test';

export class Watch {
  readonly #heard: string[] = [];
  readonly #expected: RegExp[] = [];

  /** All that was heard and not announced. */
  get complaints(): string[] {
    return this.#heard.filter((line) => !this.#expected.some((pattern) => pattern.test(line)));
  }

  /** Announces a complaint that this test causes, such as a refused connection to a server it has killed. */
  expects(pattern: RegExp): void {
    this.#expected.push(pattern);
  }

  /** Listens to all pages of `who`, who may talk to `origin` and nobody else. */
  async over(who: string, context: BrowserContext, origin: string): Promise<void> {
    const hear = (what: string) => this.#heard.push(`${who} ${what}`);
    const { host } = new URL(origin);
    const judge = (url: string) => {
      const to = new URL(url);
      if (/^(https?|wss?):$/.test(to.protocol) && to.host !== host) hear(`talked to ${to.host}`);
    };
    await context.addInitScript(() => {
      addEventListener('securitypolicyviolation', (e) => {
        console.error(`content security policy: ${e.violatedDirective} forbids ${e.blockedURI}`);
      });
    });
    context.on('console', (line) => {
      const kind = line.type();
      if (kind === 'error' || kind === 'warning') hear(`console ${kind}: ${line.text()} (${line.location().url})`);
    });
    context.on('weberror', (thrown) => hear(`threw: ${String(thrown.error())}`));
    context.on('request', (request) => judge(request.url()));
    context.on('page', (page) => {
      page.on('websocket', (socket) => judge(socket.url()));
      page.on('crash', () => hear('page crashed'));
    });
  }
}
