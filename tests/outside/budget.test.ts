/**
 * What a sharer has to download, counted in the finished build. A sharer is often on the worst line
 * of the two, and waits with somebody on the phone.
 */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

const APP = new URL('../../dist/app/', import.meta.url);
const KB = 1_000;

const read = (path: string) => readFileSync(new URL(path.replace(/^\//, ''), APP));
/** Typefaces are packed already; everything else is sent as gzip. */
const weigh = (path: string) =>
  path.endsWith('.woff2') ? read(path).length : gzipSync(read(path), { level: 9 }).length;
const sum = (paths: string[]) => paths.reduce((total, path) => total + weigh(path), 0);

const html = read('index.html').toString();
/** What index.html asks for before anything else runs. */
const firstScripts = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+\.js)"/g)].map(([, path]) => path ?? '');
/** What the service worker keeps: everything that can be reached without opening the helper's page. */
const kept = [...(/paths:\[([^\]]*)\]/.exec(read('sw.js').toString())?.[1] ?? '').matchAll(/"([^"]+)"|`([^`]+)`/g)].map(
  ([, a, b]) => a ?? b ?? '',
);
const session = kept.map((path) => (path === '/' ? '/index.html' : path));

/** Modules that a script imports, also those it imports later. */
const importsOf = (path: string) =>
  [
    ...read(path)
      .toString()
      .matchAll(/["'`]\.\/([\w-]+\.js)["'`]/g),
  ].map(([, file]) => `/assets/${file ?? ''}`);

describe('a sharer downloads', () => {
  it('at most 45 kB of script until the code box works', () => {
    expect(firstScripts.length).toBeGreaterThan(0);
    expect(sum(firstScripts)).toBeLessThanOrEqual(45 * KB);
  });

  it('at most 130 kB in a whole session, service worker included', () => {
    expect(session).toContain('/index.html');
    expect(session.some((path) => path.endsWith('.woff2'))).toBe(true);
    expect(sum([...session, '/sw.js', '/manifest.webmanifest'])).toBeLessThanOrEqual(130 * KB);
  });

  it('everything a session needs into the list that was counted', () => {
    // The one door that leads out of the list is the helper's page and the pages of the footer.
    const scripts = session.filter((path) => path.endsWith('.js'));
    const sharer = scripts.find((path) => path.startsWith('/assets/sharer-'));
    expect(sharer).toBeDefined();
    for (const path of importsOf(sharer ?? '')) expect(session).toContain(path);
  });

  it('nothing of the helper’s page', () => {
    expect(session.filter((path) => /Assist|helper|ViewingDesk/i.test(path))).toEqual([]);
  });
});
