import type { Seeded } from '#shared/testing/seeded';

export type Request = (path: string, init?: RequestInit) => Promise<Response>;

export interface Faults {
  /** Chances, per request. */
  lostRequest: number;
  lostAnswer: number;
  /** The same request arrives again, much later. */
  echoed: number;
  /** The answer comes later, and then in any order. */
  delayed: number;
}

export const rough: Faults = { lostRequest: 0.12, lostAnswer: 0.15, echoed: 0.08, delayed: 0.12 };
export const calm: Faults = { lostRequest: 0, lostAnswer: 0, echoed: 0, delayed: 0 };

/** A network that loses requests and answers, delivers some twice, some late, and at times none. */
export function createNetwork(server: Request, seed: Seeded) {
  const echoes: (() => Promise<Response>)[] = [];
  const late: (() => void)[] = [];
  let onLate: (() => void)[] = [];
  let faults: Faults = calm;
  let parted = false;

  function arriveLate() {
    const arrival = new Promise<void>((resolve) => late.push(resolve));
    for (const tell of onLate) tell();
    onLate = [];
    return arrival;
  }

  return {
    set(next: Faults) {
      faults = next;
    },
    /** The server's process has ended, and with it every connection. */
    cut() {
      echoes.length = 0;
    },
    /** A partition begins or ends. */
    part(isParted: boolean) {
      parted = isParted;
    },
    isParted: () => parted,
    /** Delivers one of the requests that were under way for long; nobody waits for its answer any more. */
    async echo() {
      if (echoes.length > 0)
        await echoes
          .splice(seed.below(echoes.length), 1)[0]?.()
          .catch(() => undefined);
    },
    /** Lets one of the late answers arrive: not always the oldest. False: there was none. */
    deliver(): boolean {
      const arrive = late.splice(seed.below(late.length), 1)[0];
      arrive?.();
      return arrive !== undefined;
    },
    /** Resolves when the next answer is being kept waiting. */
    delay: () => new Promise<void>((resolve) => onLate.push(resolve)),
    async request(path: string, init?: RequestInit): Promise<Response> {
      if (parted || seed.chance(faults.lostRequest)) throw new TypeError('lost on the way');
      if (seed.chance(faults.echoed)) echoes.push(() => server(path, init));
      const response = await server(path, init);
      if (seed.chance(faults.delayed)) await arriveLate();
      if (parted || seed.chance(faults.lostAnswer)) throw new TypeError('answer lost');
      return response;
    }
  };
}

export type Network = ReturnType<typeof createNetwork>;
