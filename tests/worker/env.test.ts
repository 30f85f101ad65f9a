import { describe, expect, it } from 'vitest';
import { iceServersFrom, numberFrom, type Env } from '#signaling/env.ts';

const ice = (ICE_SERVERS?: string) => iceServersFrom({ ICE_SERVERS } as Env);

describe('what the operator set', () => {
  it('hands relays on as they are, without what no page needs', () => {
    const servers = [
      { urls: ['turn:t.example:443?transport=tcp'], username: 'u', credential: 'c' },
      { urls: 'stun:s.example' },
    ];
    expect(ice(JSON.stringify(servers))).toEqual(servers);
    expect(ice('[{"urls":"stun:s.example","secret":"x"}]')).toEqual([{ urls: 'stun:s.example' }]);
  });

  it.each([
    undefined,
    '',
    'turn:t.example',
    '{}',
    'null',
    '[1]',
    '[null]',
    '[{"urls":1}]',
    '[{"urls":"stun:a"},{}]',
    `["${'x'.repeat(20_000)}"]`,
  ])('takes %j for no relays', (text) => {
    expect(ice(text)).toEqual([]);
  });

  it.each([
    ['7', 7],
    [undefined, 10],
    ['', 10],
    ['0', 10],
    ['-1', 10],
    ['1.5', 10],
    ['many', 10],
    ['1e999', 10],
  ])('reads the number %j as %i', (text, number) => {
    expect(numberFrom(text, 10)).toBe(number);
  });
});
