/** What a page tells the server of its session: kinds, once each, and what it missed again. */
import { describe, expect, it } from 'vitest';
import { browserFamily } from '#lib/adapters/browser-family.ts';
import { SessionTally } from '#lib/state/tally.ts';
import type { Tally } from '#protocol/tally.ts';

const PAGE = { version: '0.1.0', browser: 'firefox' } as const;
function tallying(): { tally: SessionTally; said: Tally[] } {
  const said: Tally[] = [];
  return { tally: new SessionTally(PAGE, (one) => said.push(one)), said };
}

describe('a page', () => {
  it('says nothing before the session begins, and then everything at once', () => {
    const { tally, said } = tallying();
    tally.use('chat');
    tally.fail('interrupted');
    expect(said).toEqual([]);
    tally.begin();
    expect(said).toEqual([{ ...PAGE, features: ['chat'], errors: ['interrupted'] }]);
  });

  it('says each kind once, however often it is used', () => {
    const { tally, said } = tallying();
    tally.begin();
    for (let i = 0; i < 100; i++) {
      tally.use('laser');
      tally.fail('no-still');
    }
    expect(said).toHaveLength(3);
    expect(said.at(-1)).toEqual({ ...PAGE, features: ['laser'], errors: ['no-still'] });
  });

  it('says it again when the server is back', () => {
    const { tally, said } = tallying();
    tally.begin();
    tally.use('view');
    tally.repeat();
    expect(said.at(-1)).toEqual(said.at(-2));
  });

  it('says why it ended, with all that was used, and nothing after', () => {
    const { tally, said } = tallying();
    tally.use('view');
    tally.end('never-connected');
    tally.use('chat');
    tally.repeat();
    expect(said).toEqual([{ ...PAGE, features: ['view'], errors: [], end: 'never-connected' }]);
  });
});

const MOZILLA = 'Mozilla/5.0 (X11; Linux x86_64)';
const WEBKIT = `${MOZILLA} AppleWebKit/537.36 (KHTML, like Gecko)`;
describe('the family of a browser', () => {
  it.each([
    ['chrome', `${WEBKIT} Chrome/156.0.0.0 Safari/537.36`],
    ['chrome', 'Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/156.0 Mobile/15E148 Safari/604.1'],
    ['edge', `${WEBKIT} Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0`],
    ['opera', `${WEBKIT} Chrome/156.0.0.0 Safari/537.36 OPR/120.0.0.0`],
    ['samsung', `${WEBKIT} SamsungBrowser/30.0 Chrome/150.0.0.0 Mobile Safari/537.36`],
    ['firefox', `${MOZILLA.replace(')', '; rv:140.0)')} Gecko/20100101 Firefox/140.0`],
    ['safari', 'Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15'],
    ['safari', 'Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1'],
    ['other', 'curl/8.5.0'],
    ['other', ''],
  ])('is %s', (family, userAgent) => {
    expect(browserFamily(userAgent)).toBe(family);
  });
});
