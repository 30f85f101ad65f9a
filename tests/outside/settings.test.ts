/** What an operator can set, and what `npm start` says to whoever sets it wrong. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SignInRefusal } from '#protocol/sign-in.ts';
import { signInTrouble } from '#lib/ui/sign-in-words.ts';
import { SETTINGS_MODULE } from '../../scripts/build.mjs';
import { mistakesForWorker, readSettings, refuseMistakes } from '../../scripts/settings.mjs';

const { SETTINGS } = (await import(SETTINGS_MODULE)) as { SETTINGS: readonly string[] };

const ROOT = join(import.meta.dirname, '../..');
const GUID = '11111111-2222-3333-4444-555555555555';
const ENTRA = { SIGN_IN_KIND: 'entra', SIGN_IN_CLIENT_ID: GUID };
const OIDC = {
  SIGN_IN_KIND: 'oidc',
  SIGN_IN_CLIENT_ID: 'beside',
  SIGN_IN_AUTHORITY: 'https://id.example.org/realms/Main',
};
const SECRET = 'hunter2-hunter2';

let folder = '';
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'beside-settings-'))));
afterAll(() => rm(folder, { recursive: true }));

const write = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text);

async function mistakes(env: Record<string, string>): Promise<string[]> {
  const settings = readSettings(env, folder);
  return [...settings.mistakes, ...(await mistakesForWorker(settings))];
}

async function mistakesInFile(text: string): Promise<string[]> {
  await write('wrong.env', text);
  return (await mistakes({ SETTINGS: join(folder, 'wrong.env') })).map((line) => line.replaceAll(`${folder}/`, ''));
}

describe('an operator', () => {
  it.each([
    ['nothing at all', {}],
    ['other things in the environment', { PATH: '/bin', SIGNATURE: 'x', PORTS: 'x' }],
    ['empty texts', { PORT: '', HOST: '', SIGN_IN_KIND: '', ICE_SERVERS: '', ALLOW_DEMO: '' }],
    ['Entra, open to the network', { ...ENTRA, HOST: '0.0.0.0' }],
    ['another provider, open to the network, behind a proxy', { ...OIDC, HOST: '::', TRUSTED_PROXY: '1' }],
    ['the demo on every loopback address', { HOST: '127.0.0.53' }],
    ['the demo, open on purpose', { HOST: '0.0.0.0', TRUSTED_PROXY: '1', ALLOW_DEMO: 'yes' }],
    ['relays', { ICE_SERVERS: '[{"urls":["turn:t.example.org"],"username":"u","credential":"c"}]' }],
  ])('may set %s', async (_what, env) => {
    expect(await mistakes(env as Record<string, string>)).toEqual([]);
  });

  it.each<[Record<string, string>, string]>([
    [{ PORT: '0' }, 'PORT must be a number from 1 to 65535, and it is "0".'],
    [{ PORT: '80x' }, 'PORT must be a number from 1 to 65535, and it is "80x".'],
    [
      { HOST: 'http://x', ALLOW_DEMO: '1' },
      'HOST must be an address of this machine, such as 127.0.0.1 or 0.0.0.0, and it is "http://x".',
    ],
    [
      { HOST: '0.0.0.0' },
      'HOST=0.0.0.0 would let anybody who reaches this server sign in under any name: set up how helpers sign in (docs/operate.md), or say ALLOW_DEMO=1 if you want that.',
    ],
    [
      { TRUSTED_PROXY: '1' },
      'TRUSTED_PROXY would let anybody who reaches this server sign in under any name: set up how helpers sign in (docs/operate.md), or say ALLOW_DEMO=1 if you want that.',
    ],
    [{ ALLOW_DEMO: 'maybe' }, 'ALLOW_DEMO must be yes or no, and it is "maybe".'],
    [
      { ...ENTRA, TRUSTED_PROXY: 'off' },
      'TRUSTED_PROXY is on whatever it says, and it says "off": leave it out to switch it off.',
    ],
    [{ CODES_PER_DAY: '-1' }, 'CODES_PER_DAY must be a whole number above 0, and it is "-1".'],
    [{ CODE_LIFETIME_MS: '1e6' }, 'CODE_LIFETIME_MS must be a whole number above 0, and it is "1e6".'],
    [
      { ICE_SERVERS: `[{"urls":"turn:x","credential":"${SECRET}"}` },
      'ICE_SERVERS must be a JSON list like [{"urls":"stun:stun.example.org"}].',
    ],
    [
      { ICE_SERVERS: `[{"urls":"stun:x"},{"url":"turn:x","credential":"${SECRET}"}]` },
      'ICE_SERVERS has an entry, number 2, that is no RTCIceServer.',
    ],
    [{ ADMIN_TOKEN: SECRET }, 'ADMIN_TOKEN must have 20 characters or more.'],
    [{ ...ENTRA, SIGN_IN_TENNANTS: GUID }, 'SIGN_IN_TENNANTS is not a setting; did you mean SIGN_IN_TENANTS?'],
    [{ SIGN_IN_KIND: 'google', SIGN_IN_CLIENT_ID: 'x' }, 'SIGN_IN_KIND must be entra or oidc, and it is "google".'],
    [{ SIGN_IN_CLIENT_ID: 'x' }, 'SIGN_IN_CLIENT_ID is set, but SIGN_IN_KIND is not: set it to entra or oidc.'],
    [
      { SIGN_IN_KIND: 'entra' },
      'SIGN_IN_CLIENT_ID is missing: copy it from the application you registered at the provider.',
    ],
    [
      { SIGN_IN_KIND: 'oidc', SIGN_IN_CLIENT_ID: 'x' },
      'SIGN_IN_AUTHORITY is missing: set it to the issuer of your provider.',
    ],
    [
      { ...OIDC, SIGN_IN_AUTHORITY: 'http://id.example.org' },
      'SIGN_IN_AUTHORITY must begin with https://; http:// is for localhost only.',
    ],
    [
      { ...OIDC, SIGN_IN_AUTHORITY: 'id.example.org' },
      'SIGN_IN_AUTHORITY must be an address like https://login.example.org/realms/main.',
    ],
    [{ ...OIDC, SIGN_IN_TENANTS: GUID }, 'SIGN_IN_TENANTS is only for SIGN_IN_KIND=entra.'],
    [{ ...ENTRA, SIGN_IN_TENANTS: 'contoso.com' }, 'SIGN_IN_TENANTS has "contoso.com", which is not a tenant id.'],
    [{ ...OIDC, SIGN_IN_DOMAINS: 'contoso' }, 'SIGN_IN_DOMAINS has "contoso", which is not a domain like contoso.com.'],
    [
      { ...ENTRA, SIGN_IN_SUBJECTS: 'ada@contoso.com' },
      'SIGN_IN_SUBJECTS has "ada@contoso.com"; an entry is tenant id, slash, object id, in lower case.',
    ],
  ])('who sets %j is told what is wrong', async (env, sentence) => {
    expect(await mistakes(env)).toEqual([sentence]);
  });

  it.each([
    ['TENNANTS=x', 'wrong.env: TENNANTS is not a setting; did you mean SIGN_IN_TENANTS?'],
    ['CLIENT_ID=x', 'wrong.env: CLIENT_ID is not a setting; did you mean SIGN_IN_CLIENT_ID?'],
    ['port=80', 'wrong.env: port is not a setting; did you mean PORT?'],
    ['DEMO_ISSUER=http://localhost', 'wrong.env: DEMO_ISSUER is not a setting'],
    ['COFFEE=black', 'wrong.env: COFFEE is not a setting.'],
    [`# fine\n\nADMIN_TOKEN ${SECRET}${SECRET}`, 'wrong.env, line 3: this is no KEY=VALUE.'],
  ])('whose file says %j is told what is wrong', async (text, sentence) => {
    const found = await mistakesInFile(text);
    expect(found).toHaveLength(1);
    expect(found[0]?.startsWith(sentence)).toBe(true);
    expect(found[0]).not.toContain(SECRET);
  });

  it('hears of all mistakes together', async () => {
    const found = await mistakesInFile(`PORT=x\nCOFFEE=black\nCODES_PER_DAY=many\nADMIN_TOKEN=${SECRET}`);
    expect(found).toHaveLength(4);
    expect(() => refuseMistakes(found)).toThrow(/^Beside was not started: 4 settings are wrong\.\n(- .+\n){3}- .+$/);
    expect(found.join()).not.toContain(SECRET);
  });

  it('hears of a file that cannot be read, and of a data folder that is none', async () => {
    await write('file', '');
    expect(await mistakes({ SETTINGS: join(folder, 'nowhere.env') })).toEqual([
      `${join(folder, 'nowhere.env')} cannot be read (ENOENT): SETTINGS must be the path of a file.`,
    ]);
    expect(await mistakes({ DATA_DIR: join(folder, 'file') })).toEqual([
      `DATA_DIR must be a folder, and ${join(folder, 'file')} is a file.`,
    ]);
  });
});

describe('the settings file', () => {
  it('is beside.env, and the environment stands above it', async () => {
    await write('beside.env', "# ours\nPORT=8100\nexport HOST=::1\nICE_SERVERS='[\n]'\nCODES_PER_DAY=7 # few\n");
    try {
      const settings = readSettings({ PORT: '8200', CODES_PER_DAY: '' }, folder);
      expect(settings).toMatchObject({ port: 8200, host: '::1', mistakes: [] });
      expect(settings.texts).toMatchObject({ ICE_SERVERS: '[\n]', CODES_PER_DAY: '7' });
    } finally {
      await rm(join(folder, 'beside.env'));
    }
  });

  it('is another one where SETTINGS says so', async () => {
    await write('beside.env', 'PORT=8100');
    await write('other.env', 'HOST=127.0.0.2');
    try {
      const settings = readSettings({ SETTINGS: join(folder, 'other.env') }, folder);
      expect(settings).toMatchObject({ port: 8787, host: '127.0.0.2' });
    } finally {
      await rm(join(folder, 'beside.env'));
    }
  });
});

describe('the operator\u2019s page', () => {
  it('says what a helper reads for every reason of a refusal', async () => {
    const page = await readFile(join(ROOT, 'docs/operate.md'), 'utf8');
    for (const why of SignInRefusal.options) {
      expect(page.replace(/ +/g, ' ')).toContain(`| ${why} | ${signInTrouble(why, 'Microsoft')} |`);
    }
  });

  it('has a row for every setting, and for nothing else', async () => {
    const page = await readFile(join(ROOT, 'docs/operate.md'), 'utf8');
    const rows = Array.from(page.matchAll(/^\| `([A-Z_]+)` +\|/gm), ([, name]) => name);
    expect(rows.toSorted()).toEqual(SETTINGS.toSorted());
  });

  it('and the worker is bound to every setting it reads', async () => {
    const config = await readFile(join(ROOT, 'signaling/workerd.capnp'), 'utf8');
    const bound = Array.from(config.matchAll(/fromEnvironment = "(\w+)"/g), ([, name]) => name);
    const own = SETTINGS.filter((name) => !['PORT', 'HOST', 'DATA_DIR', 'SETTINGS'].includes(name));
    expect(bound.toSorted()).toEqual([...own, 'DEMO_ISSUER'].toSorted());
  });
});
