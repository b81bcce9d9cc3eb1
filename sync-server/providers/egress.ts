import { lookup as systemLookup } from 'node:dns';
import { Agent, buildConnector } from 'undici';
import { AppError } from '#shared/errors';
import { isReachable, judgeUrl } from './egress-policy.ts';
import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import type { Dispatcher } from 'undici';
import type { EgressPolicy, Verdict } from './egress-policy.ts';

/**
 * The only way out. A URL is judged before it is called, and every address its name has is judged again
 * in the connector, at the moment of dialling, so that a name cannot change its mind in between.
 */
export interface Egress {
  /** @throws AppError EGRESS_BLOCKED with the reason. */
  check(url: string): URL;
  /** Where requests go: no proxies, no redirects, no timeouts of its own (callers keep the time). */
  dispatcher: Dispatcher;
  close(): Promise<void>;
}

export type LookupAll = (
  hostname: string,
  answer: (error: Error | null, addresses: LookupAddress[]) => void
) => void;

const lookupAll: LookupAll = (hostname, answer) => {
  systemLookup(hostname, { all: true }, (error, addresses) => answer(error, addresses ?? []));
};

type Reach = Extract<Verdict, { ok: true }>['reach'];

export function createEgress(deps: {
  /** Read at each call: the port is known only once the server listens. */
  policy: () => EgressPolicy;
  lookup?: LookupAll;
}): Egress {
  const lookup = deps.lookup ?? lookupAll;

  function check(text: string): Extract<Verdict, { ok: true }> {
    const verdict = judgeUrl(text, deps.policy());
    if (!verdict.ok) throw blocked(verdict.reason);
    return verdict;
  }

  const connectors: Record<Reach, buildConnector.connector> = {
    loopback: connectorFor('loopback', lookup),
    listed: connectorFor('listed', lookup),
    public: connectorFor('public', lookup)
  };

  const dispatcher = new Agent({
    headersTimeout: 0,
    bodyTimeout: 0,
    pipelining: 1,
    // One connection per live stream; what is idle is closed before most servers would close it.
    keepAliveTimeout: 4000,
    connect(options, callback) {
      const host = options.hostname.includes(':') ? `[${options.hostname}]` : options.hostname;
      const port = options.port === '' ? '' : `:${options.port}`;
      try {
        const { reach } = check(`${options.protocol}//${host}${port}/`);
        connectors[reach](options, callback);
      } catch (error) {
        callback(error as Error, null);
      }
    }
  });

  return {
    check: (url) => check(url).url,
    dispatcher,
    close: () => dispatcher.destroy()
  };
}

/** Node does not look up a literal address; `judgeUrl` has judged those. */
function connectorFor(reach: Reach, lookup: LookupAll): buildConnector.connector {
  const guarded: LookupFunction = (hostname, options, answer) => {
    lookup(hostname, (error, addresses) => {
      if (error) return answer(error, []);
      const bad = addresses.find(({ address }) => !isReachable(address, reach));
      if (bad || addresses.length === 0)
        return answer(blocked(`${hostname} leads to an address that may not be called.`), []);
      const first = addresses[0];
      if (options.all || !first) return answer(null, addresses);
      return answer(null, first.address, first.family);
    });
  };
  return buildConnector({ lookup: guarded, autoSelectFamily: true, timeout: 10_000 } as Parameters<
    typeof buildConnector
  >[0]);
}

function blocked(reason: string): AppError {
  return new AppError('EGRESS_BLOCKED', { detail: reason, facts: { sent: false } });
}
