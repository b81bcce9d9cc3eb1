import { createHash } from 'node:crypto';

/**
 * Policies that make HTML, script addresses and nothing else: Svelte's and Kit's own, the one that
 * names our own workers, and DOMPurify's for what models wrote.
 */
const trustedTypes = [
  'svelte-trusted-html',
  'sveltekit-trusted-url',
  'playground-scripts',
  'dompurify'
].join(' ');

/** Answers of the API are never a page; opened as one, they may nothing. */
export const apiPolicy =
  "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * What the app's page may do: run its own scripts and those that stand in its shell, by their hash, so that no
 * other inline script runs; and make HTML of text nowhere but in the policies named. `styleNonce` is for the one
 * style element that CodeMirror writes.
 */
export function contentPolicy(shell: string, styleNonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' ${hashes(shell, 'script')}`.trim(),
    `style-src 'self' 'nonce-${styleNonce}' ${hashes(shell, 'style')}`.trim(),
    // Places and sizes that are computed; they can load nothing that img-src does not allow.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "media-src 'self' blob:",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "frame-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    `trusted-types ${trustedTypes}`,
    'report-uri /v1/csp-report'
  ].join('; ');
}

/** The SHA-256 of each element that holds its text itself, as the policy names it. */
function hashes(html: string, element: 'script' | 'style'): string {
  const inline = html.matchAll(
    new RegExp(`<${element}(?: nonce="[^"]*")?>([^]*?)</${element}>`, 'g')
  );
  return [...inline]
    .map(([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`)
    .join(' ');
}
