/** Sign-in at a real workerd with a real issuer: what survives a crash, and what is never written down. */
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { finishSignIn, startSignIn, ticketFor } from '../support/ticket.ts';
import { formsOf } from './forms.ts';
import { openRoom, Seat } from './seat.ts';
import { Server } from './server.ts';

let server: Server;
afterEach(() => server.remove());

async function begin(): Promise<string> {
  const started = await startSignIn(server.url);
  if (!started.ok) throw new Error(started.why);
  return started.nonce;
}

async function stored(): Promise<Buffer> {
  const folder = await server.copyOfState();
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Buffer.concat(await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name)))));
}

describe('after SIGKILL and a restart', () => {
  it('a ticket is still good, and a nonce that was used is still used', async () => {
    server = await Server.started();
    const ticket = await ticketFor(server.url, server.issuer);
    const used = await server.issuer.sign(await begin());
    expect(await finishSignIn(server.url, used)).toMatchObject({ ok: true });
    const open = await begin();
    await server.kill();
    await server.start();

    await new Seat(server.url, '/room/helper', { ticket }).hears('opened');
    expect(await finishSignIn(server.url, used)).toEqual({ ok: false, why: 'nonce' });
    expect(await finishSignIn(server.url, await server.issuer.sign(open))).toMatchObject({ ok: true });
  });

  it('of another state a ticket is worth nothing: the key was there', async () => {
    server = await Server.started();
    const other = await Server.started();
    const ticket = await ticketFor(other.url, other.issuer).finally(() => other.remove());
    const seat = new Seat(server.url, '/room/helper', { ticket });
    expect((await seat.hears('refused')).why).toBe('sign-in-needed');
  });
});

describe('a server', () => {
  it('refuses each bad token by its name, and says nothing of it to its log', async () => {
    server = await Server.started();
    const why = async (token: string) => {
      const result = await finishSignIn(server.url, token);
      return result.ok ? 'in' : result.why;
    };
    const { issuer } = server;
    const sign = async (how: Parameters<typeof issuer.sign>[1]) => why(await issuer.sign(await begin(), how));
    const now = Math.floor(Date.now() / 1_000);
    expect(await sign({})).toBe('in');
    expect(await sign({ forged: true })).toBe('forged');
    expect(await sign({ alg: 'none' })).toBe('forged');
    expect(await sign({ alg: 'HS256' })).toBe('forged');
    expect(await sign({ claims: { aud: 'another' } })).toBe('wrong-audience');
    expect(await sign({ claims: { exp: now - 200 } })).toBe('expired');
    expect(await sign({ claims: { iat: now + 600 } })).toBe('clock');
    expect(await sign({ claims: { filler: 'x'.repeat(9_000) } })).toBe('malformed');
    await issuer.stop();
    await Promise.all([server.kill()]);
    await server.start();
    expect(await startSignIn(server.url)).toEqual({ ok: false, why: 'provider-down' });
    expect(server.said).toBe('');
  });

  it('writes nothing of a person to the disk: no name, no address, no account, no token, no ticket, no nonce', async () => {
    server = await Server.started();
    const claims = { sub: 'canary-subject', name: 'Zephyrine Canarytown', email: 'zephyrine@canary.example' };
    const nonce = await begin();
    const token = await server.issuer.sign(nonce, { claims });
    const finished = await finishSignIn(server.url, token);
    const ticket = finished.ok ? finished.ticket : '';
    const helper = new Seat(server.url, '/room/helper', { ticket });
    await helper.hears('opened');
    const said = JSON.parse(Buffer.from(ticket.split('.')[1] ?? '', 'base64url').toString()) as { account: string };
    expect(said.account).toMatch(/^[\w-]{22}$/);

    const bytes = await stored();
    expect(bytes.includes('waiting')).toBe(true); // so the disk was really read
    const parts = ticket.split('.');
    for (const secret of [
      ...['Zephyrine', 'Canarytown', 'canary', '127.0.0.1', nonce, said.account],
      ...[parts[1] ?? '', parts[2] ?? '', token.slice(0, 60), token.slice(-60)],
    ]) {
      for (const form of formsOf(secret)) expect(bytes.includes(form), `${secret} as ${form.toString()}`).toBe(false);
    }
    expect(server.said).toBe('');
  });

  it('asks the provider for its keys once, however many sign in', async () => {
    server = await Server.started();
    for (let i = 0; i < 5; i++) await ticketFor(server.url, server.issuer);
    expect(server.issuer.asked.filter((path) => path.endsWith('/keys'))).toHaveLength(1);
    expect(server.issuer.asked.filter((path) => path.includes('openid-configuration'))).toHaveLength(1);
  });

  it('shows its pages while the provider does not answer, and waits for it once', async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    server = await Server.started({ SIGN_IN_AUTHORITY: `http://127.0.0.1:${port}` });
    const load = async () => {
      const since = performance.now();
      const policy = (await fetch(server.url)).headers.get('content-security-policy');
      expect(policy).toContain(` http://127.0.0.1:${port};`);
      return performance.now() - since;
    };
    expect(await load()).toBeLessThan(2_500);
    expect(await load()).toBeLessThan(500);
    silent.closeAllConnections();
    silent.close();
  });

  it('lets its pages speak to the provider’s token endpoint and to nobody else', async () => {
    server = await Server.started();
    const policy = (await fetch(server.url)).headers.get('content-security-policy') ?? '';
    const { host } = new URL(server.url);
    expect(policy).toContain(`connect-src 'self' ws://${host} ${server.issuer.url};`);
    const room = await openRoom(server); // and everything else works as before
    expect(room.nameplate).toMatch(/^\d{3,}$/);
  });
});
