/**
 * What a stranger would try who got a script into the page: each forbidden thing once, and each thing
 * that the product itself needs. It runs as a script of the page, because a debugger may do more.
 *
 * It begins with the first click, shows nothing and leaves what became of it in `window.probed`.
 */
/* eslint no-eval: off, no-new-func: off, no-restricted-syntax: off, @typescript-eslint/no-implied-eval: off --
   these are the forbidden things */

/** What became of it: the directive that forbade it, the error that it ended with, or 'done'. */
export type Became = string;
export type Probed = Record<string, Became>;

interface Rules {
  createHTML: (text: string) => string;
  createScript: (text: string) => string;
  createScriptURL: (text: string) => string;
}
interface TrustedTypes {
  createPolicy: (name: string, rules: Rules) => Rules;
}
/** Resolves when it has worked, throws when it was refused; never does either if only a report tells. */
type Attempt = (name: string) => unknown;

declare global {
  interface Window {
    probed?: Probed;
    /** Called by everything that must not run. */
    harm: (what: string) => void;
    trustedTypes?: TrustedTypes;
  }
}

/** After this long it did not work: then neither the page nor the policy has said a word about it. */
const SILENCE_MS = 4_000;

const other = new URLSearchParams(location.search).get('other') ?? '';
/** An address at the other host which it counts. */
const elsewhere = (name: string) => `${other}/taken/${encodeURIComponent(name)}`;

const harmed = new Set<string>();
const reports: string[] = [];
const hearing = new EventTarget();
window.harm = (what) => {
  harmed.add(what);
  hearing.dispatchEvent(new Event('heard'));
};
addEventListener('message', (event) => {
  if (event.origin === other) window.harm(String(event.data));
});
addEventListener('securitypolicyviolation', ({ disposition, effectiveDirective }) => {
  if (disposition !== 'enforce') return;
  reports.push(effectiveDirective);
  hearing.dispatchEvent(new Event('heard'));
});

/** Whoever runs before the app can take its policies' names; these let everything through. */
const rules: Rules = { createHTML: same, createScript: same, createScriptURL: same };
function same(text: string): string {
  return text;
}
const trusted = window.trustedTypes?.createPolicy('svelte-trusted-html', rules) ?? rules;
const trustedUrl = window.trustedTypes?.createPolicy('app-sw', rules) ?? rules;

function element<T extends HTMLElement>(tag: string, into: Element | null = document.body): T {
  const made = document.createElement(tag) as T;
  into?.append(made);
  return made;
}

/** Waits for what an element says of its loading. */
const loaded = (made: HTMLElement) =>
  new Promise((resolve, reject) => {
    for (const good of ['load', 'loadeddata']) made.addEventListener(good, resolve);
    made.addEventListener('error', () => reject(new DOMException('did not load', 'NotLoaded')));
  });
/** Waits until the code in it has called `harm`, which refused code never does. */
const harm = (name: string) =>
  new Promise((resolve) => {
    const look = () => harmed.has(name) && resolve(undefined);
    hearing.addEventListener('heard', look);
    look();
  });
const call = (name: string) => `harm(${JSON.stringify(name)})`;

/** What the name of each begins with says which line of defence is tried. */
const FORBIDDEN: Record<string, Attempt> = {
  'text as markup': () => {
    document.createElement('p').innerHTML = '<b>x</b>';
  },
  'text as a program: eval': (name) => {
    // Not called by its name: a direct one would keep the bundler from shortening anything.
    (0, eval)(call(name));
  },
  'text as a program: new Function': (name) => {
    (new Function(call(name)) as () => void)();
  },
  'text as a program: setTimeout': (name) => {
    setTimeout(call(name) as unknown as TimerHandler);
    return harm(name);
  },
  'text as a program: handler': (name) => {
    element('p').setAttribute('onclick', call(name));
  },
  'text as a program: script element': (name) => {
    const script = document.createElement('script');
    script.text = call(name);
    document.head.append(script);
    return harm(name);
  },
  'text as an address of a program': (name) => {
    const script = document.createElement('script');
    script.src = elsewhere(name);
    document.head.append(script);
    return loaded(script);
  },
  'text as an address of a worker': () => {
    new Worker(URL.createObjectURL(new Blob([''], { type: 'text/javascript' })));
  },
  'text as an address of a service worker': () => navigator.serviceWorker.register('/idle.js'),
  'a policy of its own': () => window.trustedTypes?.createPolicy('evil', rules),
  'a policy of the app, made again': () => window.trustedTypes?.createPolicy('app-sw', rules),

  'trusted program: eval': (name) => {
    (0, eval)(trusted.createScript(call(name)));
  },
  'trusted program: script element': (name) => {
    const script = document.createElement('script');
    script.text = trusted.createScript(call(name));
    document.head.append(script);
    return harm(name);
  },
  'trusted program: handler in markup': (name) => {
    element('p').innerHTML = trusted.createHTML(`<img src="/nothing.png" onerror='${call(name)}'>`);
    return harm(name);
  },
  'trusted address: program of another host': (name) => {
    const script = document.createElement('script');
    script.src = trustedUrl.createScriptURL(elsewhere(name));
    document.head.append(script);
    return loaded(script);
  },
  'trusted address: program in the address': (name) => {
    const script = document.createElement('script');
    script.src = trustedUrl.createScriptURL(`data:text/javascript,${call(name)}`);
    document.head.append(script);
    return harm(name);
  },
  'trusted address: worker made of text': (name) =>
    workerAt(`data:text/javascript,postMessage(${JSON.stringify(name)})`),
  'trusted address: worker out of memory': () =>
    workerAt(URL.createObjectURL(new Blob(['postMessage(1)'], { type: 'text/javascript' }))),
  'module in the address': (name) => import(/* @vite-ignore */ `data:text/javascript,${call(name)}`),
  'module of another host': (name) => import(/* @vite-ignore */ elsewhere(name)),

  'style attribute': () => {
    const made = element('p');
    made.setAttribute('style', 'width: 7px');
    return made.style.width === '7px' ? 'done' : new Promise(() => {});
  },
  'style element': () => {
    const made = element<HTMLStyleElement>('style', document.head);
    made.textContent = 'p { width: 7px }';
    return loaded(made);
  },
  'style of another host': (name) => {
    const made = document.createElement('link');
    Object.assign(made, { rel: 'stylesheet', href: elsewhere(name) });
    document.head.append(made);
    return loaded(made);
  },
  'fetch from another host': (name) => fetch(elsewhere(name)),
  'beacon to another host': (name) => {
    // It says true either way, so only a report or the other host can tell.
    navigator.sendBeacon(elsewhere(name), 'code');
    return new Promise(() => {});
  },
  'events from another host': (name) =>
    new Promise((resolve) => {
      const source = new EventSource(elsewhere(name));
      source.onopen = () => {
        source.close();
        resolve(undefined);
      };
    }),
  'WebSocket to another host': (name) => opened(elsewhere(name).replace('http', 'ws')),
  'picture of another host': (name) => {
    const made = document.createElement('img');
    made.src = elsewhere(name);
    return loaded(made);
  },
  'sound of another host': (name) => {
    const made = document.createElement('audio');
    made.src = elsewhere(name);
    return loaded(made);
  },
  'font of another host': (name) => new FontFace('taken', `url(${elsewhere(name)})`).load(),
  'frame of another host': (name) => {
    element<HTMLIFrameElement>('iframe').src = elsewhere(name);
    return harm(name);
  },
  'object of another host': (name) => {
    const made = document.createElement('object');
    made.data = trustedUrl.createScriptURL(elsewhere(name));
    document.body.append(made);
    return harm(name);
  },
  'embedded page of another host': (name) => {
    const made = document.createElement('embed');
    made.src = trustedUrl.createScriptURL(elsewhere(name));
    document.body.append(made);
    return harm(name);
  },
  'all addresses led elsewhere': (name) => {
    const base = element<HTMLBaseElement>('base', document.head);
    base.href = elsewhere(name);
    const led = document.baseURI.startsWith(other);
    base.remove();
    return led ? 'done' : new Promise(() => {});
  },

  microphone: () => navigator.mediaDevices.getUserMedia({ audio: true }),
  place: () =>
    new Promise((resolve, reject) => {
      navigator.geolocation.getCurrentPosition(resolve, ({ code }) =>
        reject(new DOMException('', `position error ${code}`)),
      );
    }),
  clipboard: () => navigator.clipboard.readText(),

  // The last, because where nothing holds it back it opens another page.
  'form sent elsewhere': (name) => {
    const form = element<HTMLFormElement>('form');
    Object.assign(form, { action: elsewhere(name), target: '_blank' });
    form.submit();
    return new Promise(() => {});
  },
};

const NEEDED: Record<string, Attempt> = {
  'capture of a screen': () => navigator.mediaDevices.getDisplayMedia(),
  'module of the app': () => import(/* @vite-ignore */ new URL(moduleOfApp(), location.href).href),
  'style through the object model': () => {
    const made = element('p');
    made.style.width = '7px';
    if (made.getBoundingClientRect().width !== 7) throw new DOMException('', 'no effect');
  },
  'style sheet of the app': () => {
    const made = document.createElement('link');
    Object.assign(made, { rel: 'stylesheet', href: '/probe.css' });
    document.head.append(made);
    return loaded(made);
  },
  'font of the app': () => new FontFace('own', `url(${document.documentElement.dataset['font'] ?? ''})`).load(),
  'markup that Svelte made': () => {
    document.createElement('p').innerHTML = trusted.createHTML('<b>x</b>');
  },
  'service worker of the app': () => navigator.serviceWorker.register(trustedUrl.createScriptURL('/sw.js')),
  'answer of this server': () => fetch('/health'),
  'WebSocket of this server': () => opened(`${location.origin.replace('http', 'ws')}/room/helper`, 'beside.seat.0'),
  'picture of the app': () => {
    const made = document.createElement('img');
    made.src = '/icons/icon.svg';
    return loaded(made);
  },
  'picture out of memory': async () => {
    const made = document.createElement('img');
    made.src = URL.createObjectURL(await drawn());
    return loaded(made);
  },
  'picture in its address': () => {
    const made = document.createElement('img');
    made.src = document.createElement('canvas').toDataURL();
    return loaded(made);
  },
  'words for the clipboard': () => navigator.clipboard.writeText('1234567'),
  'a peer connection': () => new RTCPeerConnection().createDataChannel('x'),
};

function drawn(): Promise<Blob> {
  const canvas = new OffscreenCanvas(1, 1);
  canvas.getContext('2d')?.fillRect(0, 0, 1, 1);
  return canvas.convertToBlob();
}

const moduleOfApp = () => document.documentElement.dataset['module'] ?? '';

function workerAt(address: string): Promise<unknown> {
  const worker = new Worker(trustedUrl.createScriptURL(address));
  return new Promise((resolve) => (worker.onmessage = resolve));
}

function opened(address: string, protocol?: string): Promise<unknown> {
  const socket = new WebSocket(address, protocol);
  return new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new DOMException('', 'NotOpened'));
  });
}

/**
 * A report and an error come in any order, and a report says more: an address that is down fails too.
 * But whatever has worked has worked, no matter what was reported.
 */
async function became(name: string, attempt: Attempt): Promise<Became> {
  reports.length = 0;
  let end: string | undefined;
  const trial = new Promise((resolve) => resolve(attempt(name))).then(
    () => (end = 'done'),
    (why: unknown) => (end = why instanceof Error || why instanceof DOMException ? why.name : String(why)),
  );
  const reported = new Promise((resolve) => hearing.addEventListener('heard', () => reports.length > 0 && resolve(1)));
  await Promise.race([trial, reported, silence()]);
  // What was refused at once is reported a turn later.
  if (end !== undefined && end !== 'done') await Promise.race([reported, silence(100)]);
  const said = end === 'done' || harmed.has(name) ? 'done' : (reports[0] ?? end ?? 'silence');
  // Some are reported twice, by the page and by the browser around it; the second must not count for the next.
  await silence(200);
  return said;
}

const silence = (ms = SILENCE_MS) => new Promise((resolve) => setTimeout(resolve, ms));

async function probe(): Promise<void> {
  const probed: Probed = {};
  // Markup of the page itself was read before the first click.
  for (const part of ['script', 'handler', 'style']) probed[`markup: ${part}`] = inMarkup(part);
  for (const [name, attempt] of Object.entries({ ...NEEDED, ...FORBIDDEN })) probed[name] = await became(name, attempt);
  window.probed = probed;
}

/** As if somebody had written into the page itself: whether it did anything. */
function inMarkup(part: string): Became {
  if (part === 'handler') document.getElementById('handler')?.click();
  const done = part === 'style' ? document.getElementById('style')?.style.width === '7px' : harmed.has(part);
  return done ? 'done' : (reports.find((directive) => MARKUP[part] === directive) ?? 'silence');
}
const MARKUP: Record<string, string> = {
  script: 'script-src-elem',
  handler: 'script-src-attr',
  style: 'style-src-attr',
};

addEventListener('click', () => void probe(), { once: true });
