/** Every reason has its sentence, the promised sentences are exact, and no word is ours alone. */
import { describe, expect, it } from 'vitest';
import type { CodeNotice } from '#lib/session/sharer-machine.ts';
import type { Vouched } from '#protocol/vouched.ts';
import type { SignInTrouble } from '#lib/session/helper-machine.ts';
import { SignInRefusal } from '#protocol/sign-in.ts';
import { DEMO_MEANS, SIGNING_IN, signInTrouble } from '#lib/ui/sign-in-words.ts';
import { vouched, vouchedBriefly } from '#lib/ui/vouched.ts';
import { codeAdvice, CONTROL_ANSWERS, HELPER_ENDINGS, NO_CODE } from '#lib/ui/helper/words.ts';
import { CHOICE_NOTICES, codeNotice, duration, IF_SOMETHING_FELT_WRONG, recap, SHARER_ENDINGS } from '#lib/ui/words.ts';

const REASONS = [
  'incomplete',
  'too-long',
  'not-digits',
  'typo',
  'not-active',
  'too-many-tries',
  'too-old',
  'no-room',
  'unreachable',
  'pairing-broke',
  'cannot-capture',
] as const;
const NOTICES: CodeNotice[] = [...REASONS.map((why) => ({ why })), { why: 'wrong-code', left: 2 }];
const VOUCHERS: Vouched[] = [
  { by: 'demo' },
  { by: 'personal', provider: 'Microsoft' },
  { by: 'organisation', provider: 'Microsoft', name: 'contoso.com' },
];
const SIGN_IN_TROUBLES: SignInTrouble[] = [
  ...SignInRefusal.options,
  'cancelled',
  'popup-blocked',
  'provider-failed',
  'unreachable',
  'ticket-ended',
];
const ADVICE = ['too-many-wrong', 'new-code', 'try-broke', 'server-gone'] as const;

const EVERYTHING = [
  ...[...Object.values(SHARER_ENDINGS), ...Object.values(HELPER_ENDINGS)].flatMap((ending) => Object.values(ending)),
  ...NOTICES.map(codeNotice),
  ...ADVICE.map((why) => codeAdvice({ why })),
  codeAdvice({ why: 'wrong-try', left: 1 }),
  ...Object.values(NO_CODE),
  ...Object.entries(CONTROL_ANSWERS).flatMap(([answer, words]) => (answer === 'none' ? [] : [words])),
  ...Object.values(CHOICE_NOTICES),
  ...VOUCHERS.flatMap((who) => [vouched(who), vouchedBriefly(who)]),
  ...SIGN_IN_TROUBLES.map((why) => signInTrouble(why, 'Microsoft')),
  ...Object.values(SIGNING_IN),
  DEMO_MEANS,
  ...IF_SOMETHING_FELT_WRONG,
];

describe('the words', () => {
  it.each([
    ['typo', 'That code has a typo. Please read it back to your helper.'],
    ['not-active', "This code isn't active. Codes work for 10 minutes. Ask your helper for a new one."],
    ['too-many-tries', 'Too many tries. Wait a minute.'],
    ['pairing-broke', 'Connection problem. Ask for a new code.'],
  ] as const)('say %s exactly as promised', (why, sentence) => {
    expect(codeNotice({ why })).toBe(sentence);
  });

  it.each([
    [2, "The code doesn't match. Check each digit: 2 tries left."],
    [1, "The code doesn't match. Check each digit: 1 try left."],
    [0, "The code doesn't match, and it cannot be used again. Ask your helper for a new one."],
  ])('count %i tries left for the sharer', (left, sentence) => {
    expect(codeNotice({ why: 'wrong-code', left })).toBe(sentence);
  });

  it('count tries left for the helper', () => {
    expect(codeAdvice({ why: 'wrong-try', left: 2 })).toBe('Someone entered a wrong code. 2 tries left.');
    expect(codeAdvice({ why: 'wrong-try', left: 1 })).toBe('Someone entered a wrong code. 1 try left.');
    expect(codeAdvice({ why: 'too-many-wrong' })).toBe(
      'Code cancelled, here is a new one. Read it only to the person you are helping.',
    );
  });

  it('say the same to both when the connection was not private', () => {
    for (const { 'not-private': ending } of [SHARER_ENDINGS, HELPER_ENDINGS]) {
      expect(ending.title).toBe('We stopped the connection because it was not private');
      expect(ending.next).toBe('Do not retry with this code.');
    }
    expect(SHARER_ENDINGS['not-private'].meaning).toBe('Nobody else has seen your screen.');
  });

  it('tell every way apart in which a sign-in can fail', () => {
    const sentences = SIGN_IN_TROUBLES.map((why) => signInTrouble(why, 'Contoso'));
    expect(new Set(sentences).size).toBe(sentences.length);
  });

  it('name the provider where it is the provider’s doing', () => {
    expect(signInTrouble('provider-down', 'Contoso')).toMatch(/^Contoso does not answer/);
  });

  it.each(EVERYTHING)('are there, and plain: %s', (sentence) => {
    expect(sentence).not.toBe('');
    expect(sentence).not.toMatch(/\b(peers?|tokens?|ICE|signal(l)?ing|latency|error codes?|undefined|NaN)\b/i);
    for (const clause of sentence.split(/[.?:]\s/)) expect(clause.split(' ').length).toBeLessThanOrEqual(17);
  });

  it.each([
    [0, 'Not at all'],
    [1_000, '1 second'],
    [60_000, '1 minute'],
    [754_000, '12 minutes 34 seconds'],
    [3_600_000, '1 hour'],
    [7_325_000, '2 hours 2 minutes'],
  ])('say %i ms as people do', (ms, words) => {
    expect(duration(ms)).toBe(words);
  });

  it('tell what was used in one order, whatever came first', () => {
    expect(recap(0, ['chat', 'laser', 'view'])[1]?.value).toBe('Seeing the screen, laser pointer, chat');
    expect(recap(0, [])[1]?.value).toBe('Nothing');
  });
});
