// The attempts of security.test.ts, run inside the page: functions that Playwright sends there as text, so each
// stands on its own and imports nothing. `host` is the listener's `address:port`.

export const windowSchemes = (host: string): string[] => [
  `http://${host}/`, `https://${host}/`, `ws://${host}/`, `ftp://${host}/`, 'file:///etc/passwd', 'about:blank', 'javascript:alert(1)', 'data:text/html,x', 'blob:app://freehold/x',
  'app://freehold/index.html', 'app://evil/', 'chrome://version', 'chrome-extension://x/', 'devtools://devtools/', 'mailto:a@b.c', 'tel:1', 'smb://host/share', 'ssh://host', 'vscode://file/x',
  'ms-settings:', 'search-ms:query=x', 'steam://run/1', 'view-source:http://x/', 'filesystem:app://freehold/temporary/x', '', 'intent://x',
]; // prettier-ignore

interface NavigationAttempt {
  readonly name: string;
  readonly run: (host: string) => void;
}

export const navigationAttempts: readonly NavigationAttempt[] = [
  { name: 'location.href', run: (host) => void (location.href = `http://${host}/`) },
  { name: 'location.assign', run: (host) => location.assign(`https://${host}/`) },
  { name: 'location.replace', run: (host) => location.replace(`http://${host}/`) },
  { name: 'a file', run: () => location.assign('file:///etc/passwd') },
  { name: 'a data address', run: () => location.assign('data:text/html,<h1>x</h1>') },
  { name: 'a blob', run: () => location.assign(URL.createObjectURL(new Blob(['<h1>x</h1>'], { type: 'text/html' }))) },
  { name: 'a script address', run: () => location.assign('javascript:document.title="x"') },
  { name: 'another host of our scheme', run: () => location.assign('app://evil/index.html') },
  { name: 'another file of ours', run: () => location.assign(document.querySelector('script')!.src) },
  { name: 'another scheme', run: () => location.assign('mailto:a@b.c') },
  {
    name: 'a form',
    run: (host) => {
      const form = document.body.appendChild(Object.assign(document.createElement('form'), { action: `http://${host}/`, method: 'post' }));
      form.submit();
    },
  },
  { name: 'a link', run: (host) => document.body.appendChild(Object.assign(document.createElement('a'), { href: `http://${host}/` })).click() },
  { name: 'a link to a new window', run: (host) => document.body.appendChild(Object.assign(document.createElement('a'), { href: `http://${host}/`, target: '_blank' })).click() },
  {
    name: 'a middle click',
    run: (host) => void document.body.appendChild(Object.assign(document.createElement('a'), { href: `http://${host}/` })).dispatchEvent(new MouseEvent('click', { button: 1, ctrlKey: true, bubbles: true })),
  },
  { name: 'a download', run: (host) => document.body.appendChild(Object.assign(document.createElement('a'), { href: `http://${host}/`, download: 'x' })).click() },
  { name: 'meta refresh', run: (host) => void document.head.appendChild(Object.assign(document.createElement('meta'), { httpEquiv: 'refresh', content: `0;url=http://${host}/` })) },
  { name: 'a frame', run: (host) => void document.body.appendChild(Object.assign(document.createElement('iframe'), { src: `http://${host}/` })) },
  {
    name: 'a frame that moves on',
    run: (host) => void (document.body.appendChild(document.createElement('iframe')).contentWindow!.location.href = `http://${host}/`),
  },
  { name: 'a frame of our own page', run: () => void document.body.appendChild(Object.assign(document.createElement('iframe'), { src: 'app://freehold/index.html' })) },
  { name: 'history', run: (host) => history.pushState(null, '', `http://${host}/`) },
  { name: 'a webview', run: (host) => void document.body.appendChild(document.createElement('webview')).setAttribute('src', `http://${host}/`) },
];

/** Name of each power -> `refused`, or what came of asking for it. */
export async function permissionAttempts(): Promise<Record<string, string>> {
  const powers = navigator as unknown as Record<string, Record<string, (...args: unknown[]) => Promise<unknown>>>;
  const page = globalThis as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
  const asks: Record<string, () => Promise<unknown>> = {
    camera: () => navigator.mediaDevices.getUserMedia({ video: true }),
    microphone: () => navigator.mediaDevices.getUserMedia({ audio: true }),
    screen: () => navigator.mediaDevices.getDisplayMedia({ video: true }),
    geolocation: () => new Promise((given, refuse) => navigator.geolocation.getCurrentPosition(given, refuse)),
    notifications: async () => ((await Notification.requestPermission()) === 'granted' ? 'given' : Promise.reject(new Error())),
    usb: () => powers['usb']!['requestDevice']!({ filters: [] }),
    usbDevices: async () => (((await powers['usb']!['getDevices']!()) as unknown[]).length > 0 ? 'given' : Promise.reject(new Error())),
    hid: async () => (((await powers['hid']!['requestDevice']!({ filters: [] })) as unknown[]).length > 0 ? 'given' : Promise.reject(new Error())),
    serial: () => powers['serial']!['requestPort']!(),
    bluetooth: () => powers['bluetooth']!['requestDevice']!({ acceptAllDevices: true }),
    midi: () => (navigator as unknown as { requestMIDIAccess(options: object): Promise<unknown> }).requestMIDIAccess({ sysex: true }),
    clipboardRead: () => navigator.clipboard.readText(),
    fonts: async () => (((await page['queryLocalFonts']!()) as unknown[]).length > 0 ? 'given' : Promise.reject(new Error())),
    wakeLock: () => navigator.wakeLock.request('screen'),
    persistentStorage: async () => ((await navigator.storage.persist()) ? 'given' : Promise.reject(new Error())),
    openFile: () => page['showOpenFilePicker']!(),
    saveFile: () => page['showSaveFilePicker']!(),
    serviceWorker: () => navigator.serviceWorker.register('/assets/x.js'),
    pointerLock: () => (document.body as unknown as { requestPointerLock(options: object): Promise<unknown> }).requestPointerLock({}),
  };
  const outcomes: Record<string, string> = {};
  for (const [name, ask] of Object.entries(asks)) {
    const timeout = new Promise<string>((done) => setTimeout(() => done('no answer'), 20_000));
    outcomes[name] = await Promise.race([Promise.resolve().then(ask).then((given) => `given: ${String(given)}`, () => 'refused'), timeout]);
  }
  return outcomes;
}

/** Tries every way to send something to the listener; returns how many were tried. */
export function remoteAttempts({ host, udpPort }: { readonly host: string; readonly udpPort: number }): number {
  const http = `http://${host}`;
  const add = (tag: string, attributes: Record<string, string>): void => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    document.body.appendChild(element);
  };
  const link = (rel: string, more: Record<string, string> = {}) => () => add('link', { rel, href: `${http}/${rel}`, ...more });
  const styled = (property: string) => () => document.body.appendChild(document.createElement('div')).style.setProperty(property, `url(${http}/${property})`);
  const page = globalThis as unknown as Record<string, new (...args: unknown[]) => { createOffer?: unknown }>;
  const attempts: (() => unknown)[] = [
    () => fetch(http), () => fetch(http, { mode: 'no-cors', keepalive: true }), () => fetch(http, { method: 'POST', body: 'x' }),
    () => navigator.sendBeacon(`${http}/beacon`, 'x'), () => new EventSource(http), () => new WebSocket(`ws://${host}/`),
    () => { const request = new XMLHttpRequest(); request.open('GET', http); request.send(); },
    () => new page['WebTransport']!(`https://${host}/`), () => new Worker(`${http}/w.js`), () => new SharedWorker(`${http}/w.js`), () => navigator.serviceWorker.register(`${http}/sw.js`),
    () => import(`${http}/module.js`), () => (new Image().src = `${http}/pixel.png`), () => (new Audio(`${http}/a.mp3`)).play(),
    () => add('img', { src: `${http}/i.png`, srcset: `${http}/i2.png 2x` }), () => add('script', { src: `${http}/s.js` }), () => add('iframe', { src: http }),
    () => add('object', { data: http }), () => add('embed', { src: http }), () => add('video', { src: `${http}/v.mp4`, poster: `${http}/p.png` }), () => add('audio', { src: http }),
    () => add('input', { type: 'image', src: `${http}/input.png` }), () => add('portal', { src: http }),
    () => { const area = document.createElementNS('http://www.w3.org/2000/svg', 'svg'); const image = document.createElementNS('http://www.w3.org/2000/svg', 'image'); image.setAttribute('href', `${http}/svg.png`); area.append(image); document.body.append(area); },
    link('stylesheet'), link('prefetch'), link('preload', { as: 'image' }), link('modulepreload'), link('preconnect'), link('dns-prefetch'), link('prerender'), link('icon'), link('manifest'),
    styled('background-image'), styled('list-style-image'), styled('cursor'), styled('mask-image'), styled('filter'),
    () => new FontFace('remote', `url(${http}/font.woff2)`).load(),
    () => { const sheet = new CSSStyleSheet(); sheet.replaceSync(`body { background: url(${http}/sheet.png) }`); document.adoptedStyleSheets = [sheet]; },
    () => { const anchor = Object.assign(document.createElement('a'), { href: '#x', ping: `${http}/ping` }); document.body.append(anchor); anchor.click(); },
    () => {
      const connection = new RTCPeerConnection({ iceServers: [{ urls: [`stun:127.0.0.1:${udpPort}`, `turn:127.0.0.1:${udpPort}?transport=udp`], username: 'x', credential: 'x' }] });
      connection.createDataChannel('x');
      return connection.createOffer().then((offer) => connection.setLocalDescription(offer));
    },
    () => add('link', { rel: 'stylesheet', href: `//${host}/relative.css` }),
  ]; // prettier-ignore
  for (const attempt of attempts) {
    try {
      void Promise.resolve(attempt()).catch(() => undefined);
    } catch {
      // Refused on the spot.
    }
  }
  return attempts.length;
}

/** Tries every way to have text run as script; returns the names of those that did. Some run later, into `ran`. */
export async function codeAttempts(): Promise<string[]> {
  const page = globalThis as unknown as { ran: string[]; trustedTypes?: { createPolicy(name: string, rules: object): unknown } };
  page.ran = [];
  const mark = (name: string): string => `globalThis.ran.push(${JSON.stringify(name)})`;
  const html = (name: string): string => `<img src="/missing.png" onerror='${mark(name)}'><svg onload='${mark(name)}'></svg>`;
  const host = (): HTMLElement => document.body.appendChild(document.createElement('div'));
  const script = (set: (element: HTMLScriptElement) => void): void => {
    const element = document.createElement('script');
    set(element);
    document.body.appendChild(element);
  };
  const attempts: Record<string, () => unknown> = {
    eval: () => (0, eval)(mark('eval')),
    Function: () => new Function(mark('Function'))(),
    timer: () => setTimeout(mark('timer') as unknown as () => void, 0),
    inlineScript: () => script((element) => (element.text = mark('inlineScript'))),
    inlineScriptText: () => script((element) => element.append(mark('inlineScriptText'))),
    dataScript: () => script((element) => (element.src = `data:text/javascript,${mark('dataScript')}`)),
    blobScript: () => script((element) => (element.src = URL.createObjectURL(new Blob([mark('blobScript')])))),
    dataImport: () => import(`data:text/javascript,${mark('dataImport')}`),
    blobWorker: () => new Worker(URL.createObjectURL(new Blob(['postMessage(1)']))).addEventListener('message', () => page.ran.push('blobWorker')),
    handlerAttribute: () => {
      const element = host();
      element.setAttribute('onclick', mark('handlerAttribute'));
      element.click();
    },
    innerHTML: () => (host().innerHTML = html('innerHTML')),
    outerHTML: () => (host().outerHTML = html('outerHTML')),
    insertAdjacentHTML: () => host().insertAdjacentHTML('beforeend', html('insertAdjacentHTML')),
    documentWrite: () => document.write(html('documentWrite')),
    srcdoc: () => (document.body.appendChild(document.createElement('iframe')).srcdoc = html('srcdoc')),
    range: () => host().append(document.createRange().createContextualFragment(html('range'))),
    parser: () => host().append(...new DOMParser().parseFromString(html('parser'), 'text/html').body.childNodes),
    scriptLink: () => {
      const link = host().appendChild(document.createElement('a'));
      link.href = `javascript:${mark('scriptLink')}`;
      link.click();
    },
    anotherPolicy: () => page.trustedTypes!.createPolicy('evil', { createHTML: (text: string) => text }) && page.ran.push('anotherPolicy'),
    defaultPolicy: () => page.trustedTypes!.createPolicy('default', { createHTML: (text: string) => text }) && page.ran.push('defaultPolicy'),
  };
  // From a timer: what the test driver itself evaluates is allowed to.
  await new Promise<void>((done) =>
    setTimeout(() => {
      for (const attempt of Object.values(attempts)) {
        try {
          void Promise.resolve(attempt()).catch(() => undefined);
        } catch {
          // Refused on the spot.
        }
      }
      setTimeout(done, 300);
    }, 0),
  );
  return page.ran;
}
