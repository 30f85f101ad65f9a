import { describe, expect, it } from 'vitest';
import { MAX_NAME_CHARS } from '#protocol/limits.ts';
import { NAME_NOT_SHOWN, shortName, type NameClaims } from '#signaling/short-name.ts';

const shown: [name: string, short: string][] = [
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
  ['Ingrid ßtein', 'Ingrid S.'],
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
  ['Ada <script>', 'Ada'],
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

const N = (name: unknown) => ({ name });
const GF = (given_name: string, family_name?: string, name?: string) => ({ given_name, family_name, name });

/** What providers really put into their claims, and what people with bad intentions would. */
const claims: [claims: NameClaims, short: string | null][] = [
  [GF('Ada', 'Lovelace', 'Ada Lovelace'), 'Ada L.'],
  [GF('Ada Lovelace', undefined, 'Ada Lovelace'), 'Ada L.'],
  [N('Ada Lovelace'), 'Ada L.'],
  [N('Lovelace, Ada'), 'Ada L.'],
  [N('Lovelace, Ada (CONTOSO)'), 'Ada L.'],
  [N('Ludwig van Beethoven'), 'Ludwig B.'],
  [GF('Ludwig', 'van Beethoven'), 'Ludwig V.'],
  [GF('María José', 'García Márquez'), 'María G.'],
  [GF('Jean-Luc', "O'Neill"), 'Jean-Luc O.'],
  [N('Madonna'), 'Madonna'],
  [GF('Suharto', ''), 'Suharto'],
  [N('Dr. Grace Hopper'), 'Grace H.'],
  [GF('李', '小龙'), '李 小'],
  [GF('小龙', '李'), '小龙 李'],
  [N('李小龙'), '李小龙'],
  [N('山田 太郎'), '山田 太'],
  [GF('محمد', 'علي'), 'محمد ع.'],
  [GF('Шимон', 'Пересёлков'), 'Шимон П.'],
  [GF('शर्मा', 'क्षेत्र'), 'शर्मा क्षे.'],
  [GF('Ωμέγα', 'ἄλφα'), 'Ωμέγα Ἄ.'],
  [GF('Ingrid', 'ßtein'), 'Ingrid S.'],
  [GF('Nguyễn', 'Đức'), 'Nguyễn Đ.'],
  [GF('Ada😀', 'Love🎉lace'), 'Ada L.'],
  [GF('Ada\u202Ekcah', 'Lovelace'), 'Adakcah L.'],
  [GF('A\u200Dd\u200Ba', 'L'), 'Ada L.'],
  [GF('Ada\nLovelace', 'X'), 'AdaLovelace X.'],
  [N('Microsoft Support'), null],
  [GF('Microsoft', 'Support'), null],
  [GF('Mіcrosoft', 'Helper'), null],
  [GF('Micro', 'soft'), null],
  [GF('rnicrosoft', 'x'), null],
  [GF('M1crosoft', 'T'), null],
  [GF('Ｍｉｃｒｏｓｏｆｔ', 'S'), null],
  [GF('Windows', 'Help'), null],
  [GF('Admin', ''), null],
  [GF('IT', 'Support'), null],
  [GF('Tech', 'Support'), null],
  [GF('Ada', 'Windows'), null],
  [N('ada@example.com'), 'ada'],
  [N('+1 800 555 0100'), null],
  [GF('http://evil.tld', 'x'), null],
  [N(''), null],
  [{}, null],
  [N('   '), null],
  [N(42), null],
  [GF('😀😀', 'x'), null],
  [GF('ㅤ', 'x'), null],
  [GF('Pаul', 'Smith'), null],
  [GF('a'.repeat(300), 'b'), 'a'.repeat(23) + '… B.'],
  [GF('Ada', '<script>'), 'Ada'],
  [GF('<b>Ada</b>', 'L'), null],
  [GF('Bank', 'of Wales'), null],
  [GF('Banks', 'Joe'), 'Banks J.'],
  [GF('Tess', 'Testa'), 'Tess T.'],
  [GF('Fréderic', 'Ǆemal'), 'Fréderic Ǆ.'],
  [GF('Ada', '\u0301\u0301x'), 'Ada X.'],
];

const moreScripts: [claims: NameClaims, short: string][] = [
  [GF('თამარ', 'ბერიძე'), 'თამარ ბ.'],
  [GF('Արամ', 'Խաչատրյան'), 'Արամ Խ.'],
  [GF('אילנה', 'כהן'), 'אילנה כ.'],
  [GF('আনন্দ', 'চৌধুরী'), 'আনন্দ চৌ.'],
  [GF('சுந்தர்', 'பிச்சை'), 'சுந்தர் பி.'],
  [GF('สมชาย', 'ใจดี'), 'สมชาย ใ.'],
  [GF('ሀይሌ', 'ገብረሥላሴ'), 'ሀይሌ ገ.'],
  [GF('ひろし', 'さとう'), 'ひろし さ'],
  [GF('지훈', '김'), '지훈 김'],
  [GF('មករា', 'សុខ'), 'មករា សុ.'],
  [GF('Ólafur', 'Þór'), 'Ólafur Þ.'],
  [GF('İpek', 'ılgaz'), 'İpek I.'],
  [GF('Marie‐Claire', 'd’Arc'), 'Marie‐Claire D.'],
  [GF('Иван', 'Smith'), 'Иван S.'],
];

describe('a helper’s name', () => {
  it.each(claims)('from %j is %j', (said, short) => {
    expect(shortName(said)).toBe(short ?? NAME_NOT_SHOWN);
  });

  it.each(moreScripts)('from %j, in its own script, is %j', (said, short) => {
    expect(shortName(said)).toBe(short);
  });

  it('comes from no address and no user name', () => {
    const said = { email: 'ada@example.com', preferred_username: 'ada', nickname: 'ada', upn: 'ada@contoso.com' };
    expect(shortName(said)).toBe(NAME_NOT_SHOWN);
  });

  it.each(shown)('%j is shown as %j', (typed, short) => {
    expect(shortName({ name: typed })).toBe(short);
  });

  it.each(unsafe)('%j is not shown', (typed) => {
    expect(shortName({ name: typed })).toBe(NAME_NOT_SHOWN);
  });

  it('has at most 24 letters before the initial, never too long for the protocol, and no half ones', () => {
    const letters = (text: string) => Array.from(new Intl.Segmenter().segment(text)).length;
    for (const first of ['a'.repeat(300), '𐐀'.repeat(50), 'मा'.repeat(60), 'é̱'.normalize('NFD').repeat(60)]) {
      const short = shortName({ name: `${first} ${first}` });
      expect(letters(short), short).toBeLessThanOrEqual(24 + 3);
      expect(short.length, short).toBeLessThanOrEqual(MAX_NAME_CHARS);
      expect(short.isWellFormed()).toBe(true);
      expect(short).toMatch(/… .+\.$/u);
    }
    expect(shortName({ name: `${'न्'.repeat(60)} Lovelace` })).toBe(NAME_NOT_SHOWN); // one letter, longer than all of a name
    expect(shortName({ name: `Ada ${'न्'.repeat(60)}` })).toBe('Ada');
    expect(shortName({ name: 'x'.repeat(300) })).toBe(`${'x'.repeat(23)}…`);
  });

  it('shows no more than one letter of any other name', () => {
    expect(shortName({ name: 'Ada Secret Hidden Lovelace' })).not.toMatch(/secret|hidden|ovelace/i);
    expect(shortName({ name: 'Lovelace,Ada' })).toBe('Ada L.');
  });
});
