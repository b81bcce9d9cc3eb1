import type { Asked } from '#shared/requests/model-call';
import type { Endpoint } from './adapter.ts';
import { isLoopbackName } from './egress-policy.ts';

/**
 * The address of an endpoint below what a person entered as the base: `http://localhost:1234`,
 * `…/v1` and `…/v1/` all mean the same server. A query in the base stays.
 */
export function endpointUrl(baseUrl: string, path: `/${string}`): string {
  const url = new URL(baseUrl);
  const base = url.pathname.replace(/\/+$/, '');
  const version = /^\/v\d+(beta|alpha)?(?=\/)/.exec(path)?.[0];
  const versioned = version !== undefined && /\/v\d+(beta|alpha)?$/.test(base);
  url.pathname = base + (versioned ? path.slice(version.length) : path);
  url.hash = '';
  return url.href;
}

/** Whether this is the provider's own service, which refuses what its imitators take. */
export function isOpenai(baseUrl: string): boolean {
  const { hostname } = new URL(baseUrl);
  return hostname === 'api.openai.com' || hostname.endsWith('.api.openai.com');
}

export function isOpenrouter(baseUrl: string): boolean {
  return new URL(baseUrl).hostname === 'openrouter.ai';
}

/** Who is asked, as far as it decides how a request is spelled. */
export function askedOf({ baseUrl, without }: Endpoint): Asked {
  return { isOpenai: isOpenai(baseUrl), isOpenrouter: isOpenrouter(baseUrl), without };
}

/** What people type: `localhost:1234` and `openrouter.ai/api/v1` are addresses too. */
export function withScheme(address: string): string {
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(address)) return address;
  const host = URL.parse(`http://${address}`)?.hostname ?? '';
  return `${isLoopbackName(host) ? 'http' : 'https'}://${address}`;
}
