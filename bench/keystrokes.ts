import type { Page } from 'playwright';

/** What typing into a page took, in milliseconds. */
export interface Keystrokes {
  /** From each key to the end of the frame that shows it: the wait for that frame is in it. */
  shown: number[];
  /** Tasks that blocked the page for more than 50 ms meanwhile, by themselves. */
  long: number[];
  /** Processor time of the page's process for each key, all threads: it depends on other work the least. */
  cpu: number;
}

const letters = ['a', 'n', 'd', 't', 'h', 'e', 'r', 'o', 'Space'];
/** A quick typist: twelve keys a second. */
const paceMs = 80;

/** Presses keys into whatever has the focus, at a typist's pace. */
export async function typeInto(page: Page, keys: number): Promise<Keystrokes> {
  await page.evaluate(() => {
    const found: Keystrokes = { shown: [], long: [], cpu: 0 };
    const soon = (work: () => void) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = work;
      port2.postMessage(null);
    };
    const onkey = ({ timeStamp: began }: Event) => {
      requestAnimationFrame(() => soon(() => found.shown.push(performance.now() - began)));
    };
    const tasks = new PerformanceObserver((list) =>
      found.long.push(...list.getEntries().map(({ duration }) => duration))
    );
    addEventListener('keydown', onkey, true);
    tasks.observe({ entryTypes: ['longtask'] });
    const end = () => {
      removeEventListener('keydown', onkey, true);
      tasks.disconnect();
      return found;
    };
    Object.assign(globalThis, { endOfTyping: end });
  });
  const before = await cpuOf(page);
  for (let nth = 0; nth < keys; nth++) {
    await page.keyboard.press(letters[nth % letters.length] ?? 'x');
    await page.waitForTimeout(paceMs);
  }
  const cpu = ((await cpuOf(page)) - before) / keys;
  return { ...(await page.evaluate<Keystrokes>('endOfTyping()')), cpu };
}

/** Milliseconds that all pages' processes have worked so far. */
async function cpuOf(page: Page): Promise<number> {
  const browser = page.context().browser();
  if (!browser) throw new Error('The page has no browser.');
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const pages = processInfo.filter(({ type }) => type === 'renderer');
  return pages.reduce((sum, { cpuTime }) => sum + cpuTime * 1000, 0);
}
