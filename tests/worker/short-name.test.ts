import { describe, expect, it } from 'vitest';
import { NAME_NOT_SHOWN, shortName } from '#signaling/short-name.ts';

const shown: [typed: string, short: string][] = [
  ['Ada Lovelace', 'Ada L.'],
  ['  Ada \t  Lovelace  ', 'Ada L.'],
  ['Ada', 'Ada'],
  ['ada lovelace', 'ada L.'],
  ['Ada Augusta King Lovelace', 'Ada L.'],
  ['Ludwig van Beethoven', 'Ludwig B.'],
  ['Lovelace, Ada', 'Ada L.'],
  ['Lovelace, Dr. Ada (Contoso)', 'Ada L.'],
  ['Dr. Grace Hopper', 'Grace H.'],
  ['Ada Lovelace (Contoso Ltd)', 'Ada L.'],
  ['ada@example.com', 'ada'],
  ['Jean-Luc Picard', 'Jean-Luc P.'],
  ['Anna-Lena Müller-Lüdenscheidt', 'Anna-Lena M.'],
  ["D'Arcy O'Neill", "D'Arcy O."],
  ['Siân O’Neill', 'Siân O.'],
  ['Ada L.', 'Ada L.'],
  ['María José García', 'María G.'],
  ['Nguyễn Đức', 'Nguyễn Đ.'],
  ['Ingrid ßtein', 'Ingrid SS.'],
  ['Шимон Пересёлков', 'Шимон П.'],
  ['Ωμέγα ἄλφα', 'Ωμέγα Ἄ.'],
  ['محمد علي', 'محمد ع.'],
  ['שרה לוי', 'שרה ל.'],
  ['शर्मा क्षेत्र', 'शर्मा क्षे.'],
  ['山田 太郎', '山田 太'],
  ['李小龙', '李小龙'],
  ['김 민준', '김 민'],
  ['Ａｄａ　Ｌｏｖｅｌａｃｅ', 'Ada L.'],
  ['Ada😀 🎉Lovelace', 'Ada L.'],
  ['Ada\u202Ekcah Lovelace', 'Adakcah L.'],
  ['A\u200Dd\u200Ba\uFEFF Lovelace', 'Ada L.'],
  ['Ada\u0000 Love\u0007lace', 'Ada L.'],
  ['Ada\nLovelace', 'Ada L.'],
  ['A\u0301\u0301\u0301\u0301\u0301da Lovelace', 'Á\u0301\u0301da L.'],
  ['Ada \ud800Lovelace', 'Ada L.'],
  ['Ada <script>', 'Ada S.'],
  ['Ada 007', 'Ada'],
  ['Banks Joe', 'Banks J.'],
  ['Ada Supporter', 'Ada S.'],
  ['Italo Calvino', 'Italo C.'],
];

const unsafe = [
  '',
  '   ',
  '42',
  '+1 800 555 0100',
  '😀😀',
  '\u3164\u3164',
  '\u200B\u202E',
  '-.-',
  'Microsoft',
  'MICROSOFT Support',
  'Ada Microsoft',
  'Ada Lovelace Microsoft Team',
  'Ada (Microsoft)',
  'Ｍｉｃｒｏｓｏｆｔ Team',
  'Microsöft Team',
  'Micro-soft Team',
  'Mi.cro.soft Team',
  'M\u200Bicrosoft Team',
  'Mіcrosoft Team', // Cyrillic і
  'Pаul Smith', // Cyrillic а
  'Windows Help',
  'Apple Care',
  'Google Ada',
  'Amazon Ada',
  'Bank of Wales',
  'Ada Bank',
  'Help Support',
  'Helpdesk Ada',
  'Police Ada',
  'IT Ada',
  'Ada from IT',
  'it department',
  'Ada-IT',
];

describe('a helper’s name', () => {
  it.each(shown)('%j is shown as %j', (typed, short) => {
    expect(shortName(typed)).toBe(short);
  });

  it.each(unsafe)('%j is not shown', (typed) => {
    expect(shortName(typed)).toBe(NAME_NOT_SHOWN);
  });

  it('has at most 24 characters, and no half ones', () => {
    for (const first of ['a'.repeat(300), '𝒜'.repeat(50), 'न्'.repeat(60), `${'é'.normalize('NFD')}`.repeat(60)]) {
      const short = shortName(`${first} Lovelace`);
      expect(short.length, short).toBeLessThanOrEqual(24);
      expect(short.isWellFormed()).toBe(true);
      expect(short.endsWith(' L.'), short).toBe(true);
    }
    expect(shortName('x'.repeat(300))).toHaveLength(24);
  });

  it('shows no more than one letter of any other name', () => {
    expect(shortName('Ada Secret Hidden Lovelace')).not.toMatch(/secret|hidden|ovelace/i);
    expect(shortName('Lovelace,Ada')).toBe('Ada L.');
  });
});
