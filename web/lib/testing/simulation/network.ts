import type { Seeded } from '#shared/testing/seeded';

type Request = (path: string, init?: RequestInit) => Promise<Response>;

export interface Faults {
  /** Chances, per request. */
  lostRequest: number;
  lostAnswer: number;
  /** The same request arrives again, much later. */
  echoed: number;
}

/** A network that loses requests, loses answers, and delivers some requests twice. */
export function createNetwork(server: Request, seed: Seeded) {
  const echoes: (() => Promise<Response>)[] = [];
  let faults: Faults = { lostRequest: 0, lostAnswer: 0, echoed: 0 };
  return {
    set(next: Faults) {
      faults = next;
    },
    /** The server's process has ended, and with it every connection. */
    cut() {
      echoes.length = 0;
    },
    /** Delivers one of the requests that were under way for long. */
    async echo() {
      if (echoes.length === 0) return;
      await echoes.splice(seed.below(echoes.length), 1)[0]?.();
    },
    async request(path: string, init?: RequestInit): Promise<Response> {
      if (seed.chance(faults.lostRequest)) throw new TypeError('lost on the way');
      if (seed.chance(faults.echoed)) echoes.push(() => server(path, init));
      const response = await server(path, init);
      if (seed.chance(faults.lostAnswer)) throw new TypeError('answer lost');
      return response;
    }
  };
}
