import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';

/** A window of a real Chromium, controlled by its DevTools protocol. */
export interface BrowserWindow {
  open(address: string): Promise<void>;
  /** Runs an expression in the page. Resolves with its awaited value. */
  run<T>(expression: string): Promise<T>;
  /** Waits until an expression is true. */
  until(expression: string, seconds?: number): Promise<void>;
  /** Presses keys, as a person does: "Tab", "Enter". */
  press(...keys: readonly string[]): Promise<void>;
  /** Types a text into the element with the focus. */
  type(text: string): Promise<void>;
  /** Sets the size of the window, and light or dark. */
  look(options: { readonly width: number; readonly height: number; readonly dark: boolean }): Promise<void>;
  /** Writes a picture of the whole page (PNG). */
  picture(file: string): Promise<void>;
  /** Lists what a screen reader gets, from top to bottom. */
  heard(): Promise<readonly Heard[]>;
  /** The addresses that the page has requested. */
  readonly requests: readonly string[];
  /** Errors of the page: exceptions, and what its security policy has refused. */
  readonly complaints: readonly string[];
}

/** An element of the page, as a screen reader gets it. */
export interface Heard {
  readonly role: string;
  readonly name: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** https://chromedevtools.github.io/devtools-protocol/tot/Accessibility/#type-AXNode */
interface AxNode {
  readonly ignored: boolean;
  readonly role?: { readonly value: string };
  readonly name?: { readonly value: string };
  readonly properties?: readonly { readonly name: string; readonly value: { readonly value: unknown } }[];
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Readonly<Record<string, never>>;
  readonly result?: Readonly<Record<string, never>>;
  readonly error?: { readonly message: string };
}

/** Starts a Chromium with one empty window. It ends with the test. */
export async function startChromium(t: TestContext): Promise<BrowserWindow> {
  const profile = await mkdtemp(join(tmpdir(), 'microcloud-chromium-'));
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run'];
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-pings'];
  const child = spawn(
    'chromium',
    [...flags, ...quiet, '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  const ended = new Promise((resolve) => child.once('close', resolve));
  t.after(async () => {
    child.kill();
    await ended;
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  });
  const browser = new URL(await addressSaid(child));
  const windows = (await (await fetch(`http://${browser.host}/json/list`)).json()) as {
    type: string;
    webSocketDebuggerUrl: string;
  }[];
  const own = windows.find(({ type }) => type === 'page');
  if (!own) throw new Error('Chromium has no window');
  return controlled(await connected(own.webSocketDebuggerUrl));
}

async function addressSaid(child: ChildProcess): Promise<string> {
  const said: string[] = [];
  child.on('error', () => {});
  if (!child.stderr) throw new Error('Chromium was started without its stderr');
  for await (const line of createInterface({ input: child.stderr })) {
    said.push(line);
    const [, address] = /^DevTools listening on (ws:.*)$/.exec(line) ?? [];
    if (address !== undefined) {
      child.stderr.resume();
      return address;
    }
  }
  throw new Error(`Chromium does not start:\n${said.join('\n')}`);
}

async function connected(address: string): Promise<WebSocket> {
  const socket = new WebSocket(address);
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve, { once: true });
    socket.addEventListener('error', reject, { once: true });
  });
  return socket;
}

async function controlled(socket: WebSocket): Promise<BrowserWindow> {
  const waiting = new Map<number, PromiseWithResolvers<Readonly<Record<string, never>>>>();
  const requests: string[] = [];
  const complaints: string[] = [];
  let last = 0;
  const call = (method: string, params: object = {}) => {
    last += 1;
    const answer = Promise.withResolvers<Readonly<Record<string, never>>>();
    waiting.set(last, answer);
    socket.send(JSON.stringify({ id: last, method, params }));
    return answer.promise;
  };
  socket.addEventListener('message', ({ data }) => {
    const { id, method, params = {}, result = {}, error } = JSON.parse(String(data)) as Message;
    if (id !== undefined) {
      if (error) waiting.get(id)?.reject(new Error(error.message));
      else waiting.get(id)?.resolve(result);
      waiting.delete(id);
    }
    const told = params as Readonly<Record<string, { url?: string; text?: string; level?: string }>>;
    if (method === 'Network.requestWillBeSent') requests.push(told.request?.url ?? '');
    if (method === 'Runtime.exceptionThrown') complaints.push(JSON.stringify(params));
    if (method === 'Log.entryAdded' && told.entry?.level === 'error')
      complaints.push(`${told.entry.text} ${told.entry.url ?? ''}`);
  });
  for (const domain of ['Page', 'Runtime', 'Network', 'Log']) await call(`${domain}.enable`);
  const run = async <T>(expression: string): Promise<T> => {
    const options = { expression, awaitPromise: true, returnByValue: true, userGesture: true };
    const { result, exceptionDetails } = (await call('Runtime.evaluate', options)) as {
      result?: { value?: T };
      exceptionDetails?: unknown;
    };
    if (exceptionDetails) throw new Error(`${expression}: ${JSON.stringify(exceptionDetails)}`);
    return result?.value as T;
  };
  return {
    requests,
    complaints,
    run,
    async open(url) {
      await call('Page.navigate', { url });
    },
    async until(expression, seconds = 30) {
      const end = Date.now() + 1000 * seconds;
      while (!(await run<boolean>(`Boolean(${expression})`).catch(() => false))) {
        if (Date.now() > end)
          throw new Error(`${expression} is not so. The page says:\n${await run('document.body.innerText')}`);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
    async press(...keys) {
      const codes: Readonly<Record<string, number>> = { Tab: 9, Enter: 13, Escape: 27 };
      for (const key of keys) {
        const event = { key, code: key, windowsVirtualKeyCode: codes[key], ...(key === 'Enter' ? { text: '\r' } : {}) };
        await call('Input.dispatchKeyEvent', { type: 'keyDown', ...event });
        await call('Input.dispatchKeyEvent', { type: 'keyUp', ...event });
      }
    },
    async type(text) {
      await call('Input.insertText', { text });
    },
    async look({ width, height, dark }) {
      await call('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: width < 600 });
      const features = [{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }];
      await call('Emulation.setEmulatedMedia', { features });
    },
    async heard() {
      const { nodes = [] } = (await call('Accessibility.getFullAXTree')) as { nodes?: readonly AxNode[] };
      return nodes
        .filter(({ ignored }) => !ignored)
        .map(({ role, name, properties = [] }) => ({
          role: role?.value ?? '',
          name: name?.value ?? '',
          properties: Object.fromEntries(properties.map((one) => [one.name, one.value.value])),
        }));
    },
    async picture(file) {
      const { data } = (await call('Page.captureScreenshot', { captureBeyondViewport: true })) as { data?: string };
      await writeFile(file, Buffer.from(data ?? '', 'base64'));
    },
  };
}
