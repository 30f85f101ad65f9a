/**
 * What a sharer, and a helper who signs in, have to download, counted in the finished build. A sharer is often on the worst line
 * of the two, and waits with somebody on the phone.
 */
import { readdirSync, readFileSync } from 'node:fs';
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

describe('a helper downloads', () => {
  const assets = readdirSync(new URL('assets/', APP)).map((file) => `/assets/${file}`);
  const named = (start: RegExp) => assets.filter((path) => start.test(path));
  /** What a module needs before it runs. */
  const needs = (paths: string[]): string[] => {
    const found = new Set<string>();
    const waiting = [...paths];
    for (const path of waiting) {
      if (found.has(path)) continue;
      found.add(path);
      const text = read(path).toString();
      for (const [, file] of text.matchAll(/(?:from|import)\s*["'`]\.\/([\w-]+\.js)["'`]/g))
        waiting.push(`/assets/${file ?? ''}`);
    }
    return [...found];
  };
  /** MSAL says its own name to every provider. */
  const hasMsal = (path: string) => path.endsWith('.js') && read(path).includes('msal.js.browser');
  const signIn = assets.filter(hasMsal);

  it('MSAL in one file, which no sharer is given', () => {
    expect(signIn).toHaveLength(1);
    expect(session.filter(hasMsal)).toEqual([]);
    expect(session.filter((path) => /redirect/.test(path))).toEqual([]);
    for (const path of session.filter((each) => each.endsWith('.js'))) {
      expect(
        needs([path]).filter((each) => signIn.includes(each)),
        path,
      ).toEqual([]);
    }
  });

  it('at most 130 kB, packed, until they are signed in, beside the typeface', () => {
    const begin = [
      ...firstScripts,
      ...named(/\/Assist-.*\.js$/),
      ...named(/\/helper-(?!connection).*\.js$/),
      ...signIn,
    ];
    const scripts = needs(begin);
    expect(scripts.some((path) => path.includes('/Assist-'))).toBe(true);
    expect(scripts.some((path) => path.includes('/helper-'))).toBe(true);
    const styles = [...named(/\/(?:index|Assist)-.*\.css$/)];
    const back = ['/redirect.html', '/redirect.css', '/redirect.js', '/redirect-bridge.js'];
    expect(sum(['/index.html', ...scripts, ...styles, ...back])).toBeLessThanOrEqual(130 * KB);
  });
});
