interface ScriptPolicy {
  createScriptURL(url: string): string;
}
interface TrustedTypes {
  createPolicy(name: string, rules: ScriptPolicy): ScriptPolicy;
}

let policy: ScriptPolicy | undefined;

/**
 * The address of a worker's script, as the page's policy wants it: only of this app's own files, and only by
 * this one policy. A string to TypeScript; where Trusted Types are known it is a TrustedScriptURL.
 * @throws TypeError for an address that is not the app's own.
 */
export function ownScript(address: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  policy ??= trustedTypes?.createPolicy('playground-scripts', { createScriptURL: checked });
  return policy?.createScriptURL(address) ?? checked(address);
}

function checked(address: string): string {
  const { origin, pathname, href } = new URL(address, location.href);
  if (origin === location.origin && (pathname === '/sw.js' || pathname.startsWith('/_app/')))
    return href;
  // Vite's own server names workers by their place in the sources.
  if (import.meta.env.DEV && origin === location.origin) return href;
  throw new TypeError(`${pathname} is not a script of this app.`);
}
