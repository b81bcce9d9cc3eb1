import { BlockList, isIP } from 'node:net';

/** Which addresses this server may call. Pure: names are resolved elsewhere, and judged here. */
export interface EgressPolicy {
  /** Exact origins the operator named (`http://10.0.0.5:8000`). */
  allowedOrigins: string[];
  /** On one person's machine, model servers of that machine may be called. */
  mode: 'local' | 'public';
  /** The port this server listens on: calling itself is never meant. */
  ownPort: number | null;
}

export type Verdict =
  { ok: true; url: URL; reach: 'loopback' | 'listed' | 'public' } | { ok: false; reason: string };

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Where clouds keep credentials for whoever asks from inside; never allowed, not even if listed. */
const metadata = new BlockList();
metadata.addSubnet('169.254.0.0', 16, 'ipv4');
metadata.addAddress('100.100.100.200', 'ipv4');
metadata.addAddress('168.63.129.16', 'ipv4');
metadata.addAddress('192.0.0.192', 'ipv4');
metadata.addSubnet('fe80::', 10, 'ipv6');
metadata.addAddress('fd00:ec2::254', 'ipv6');
metadata.addAddress('fd20:ce::254', 'ipv6');

const notPublic = new BlockList();
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4]
] as const)
  notPublic.addSubnet(net, prefix, 'ipv4');
for (const [net, prefix] of [
  ['::', 96],
  // Forms that carry an IPv4 address inside: NAT64, 6to4, Teredo.
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2002::', 16],
  ['2001::', 32],
  ['100::', 64],
  ['2001:db8::', 32],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8]
] as const)
  notPublic.addSubnet(net, prefix, 'ipv6');

function holds(list: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

export function isLoopbackName(hostname: string): boolean {
  const name = bare(hostname);
  return name === 'localhost' || name.endsWith('.localhost') || holds(loopback, name);
}

/** `[::1]` → `::1`, `localhost.` → `localhost`. */
function bare(hostname: string): string {
  return hostname
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();
}

/** Judges a URL before its name is resolved. It is parsed here, once; callers use the parsed one. */
export function judgeUrl(text: string, policy: EgressPolicy): Verdict {
  const url = URL.parse(text);
  if (!url) return refuse('This is not a URL.');
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return refuse('Only http and https addresses can be called.');
  if (url.username !== '' || url.password !== '')
    return refuse('An address may not carry a user name or password.');
  const name = bare(url.hostname);
  if (holds(metadata, name) || /^metadata\.|^instance-data\b/.test(name) || name === 'metadata')
    return refuse('This address holds credentials of the machine and is never called.');

  const reach = reachOf(url, name, policy);
  if (reach === null) return refuse(blockedSentence(name));
  if (reach === 'public' && url.protocol === 'http:')
    return refuse('An address on the internet has to be called by https.');
  const port = Number(url.port);
  if (reach === 'public' && port !== 0 && port < 1024)
    return refuse('This port is not one a model server uses.');
  return { ok: true, url, reach };
}

function reachOf(
  url: URL,
  name: string,
  policy: EgressPolicy
): 'loopback' | 'listed' | 'public' | null {
  if (isLoopbackName(name)) {
    const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
    if (port === policy.ownPort) return null;
    if (policy.mode === 'local') return 'loopback';
  }
  if (policy.allowedOrigins.includes(url.origin)) return 'listed';
  if (isLoopbackName(name) || holds(notPublic, name)) return null;
  return 'public';
}

/** Judges one address a name resolved to; a single bad one condemns the name. */
export function isReachable(address: string, reach: 'loopback' | 'listed' | 'public'): boolean {
  if (isIP(address) === 0 || holds(metadata, address)) return false;
  if (reach === 'loopback') return holds(loopback, address);
  return reach === 'listed' || !holds(notPublic, address);
}

function refuse(reason: string): Verdict {
  return { ok: false, reason };
}

function blockedSentence(name: string): string {
  return `${name} is inside a private network or this machine.`;
}

/** Reads a comma-separated list of origins. @throws TypeError naming what is not one. */
export function parseOrigins(text: string): string[] {
  return text
    .split(/[\s,]+/)
    .filter((part) => part !== '')
    .map((part) => {
      const url = URL.parse(part);
      if (!url || url.origin === 'null') throw new TypeError(`${part} is not an origin.`);
      return url.origin;
    });
}
