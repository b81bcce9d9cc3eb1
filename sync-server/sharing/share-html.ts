import { createHash } from 'node:crypto';
import { escapeHtml } from '#shared/escape-html';
import { toHtml } from '#shared/sharing/page-node';
import { pageStyle } from '#shared/sharing/page-style';
import { actOf, sharePage } from '#shared/sharing/share-page';
import type { OpenedShare } from '#shared/sharing/wire';

/** A page and the policy it is sent with. */
export interface Page {
  html: string;
  policy: string;
}

const style = `html{color-scheme:light dark;background:light-dark(oklch(98.6% 0.002 255),oklch(17.5% 0.008 255))}body{margin:0}${pageStyle}.share form{display:flex;gap:.5rem;margin-top:1rem}.share form p{display:contents}.share label{flex:1;display:flex;align-items:center;gap:.6rem}.share input{flex:1;min-width:0;height:2.25rem;padding:0 .6rem;border:1px solid var(--line);border-radius:7px;background:var(--page);color:inherit;font:inherit}.share button{height:2.25rem;padding:0 1rem;border:0;border-radius:6px;background:var(--accent);color:var(--on-accent);font:inherit;font-weight:550}.share section>.facts{margin-top:1rem}`;
/**
 * Sends what stands behind the `#`, which no browser sends by itself: neither logs nor previews nor a Referer
 * ever hold it. The address keeps it, so that what is copied from there is the whole link.
 */
const script = `const f=document.forms[0],k=location.hash.slice(1);if(k){f.elements.key.value=k;f.action=location.pathname+location.hash;f.submit()}`;

const sha = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const closed = `default-src 'none'; style-src ${sha(style)}; base-uri 'none'; frame-ancestors 'none'`;

function pageOf(title: string, body: string, referrer: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="referrer" content="${referrer}">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body><div class="share">${body}</div></body>
</html>
`;
}

/**
 * What everybody gets who asks for a link without its secret, whether there is such a link or not. Its one
 * script hands the secret over; without scripts it can be typed in. The policy of referrers is one by which the
 * browser says whose form it is.
 */
export const doorway: Page = {
  html: pageOf(
    'Shared from The Playground',
    `<header><h1>Open what was shared with you</h1></header><main><section>
<p>This link is not public, or it has ended. If it came with a key (what stands behind its #), enter it here.</p>
<form method="post"><p><label>Key <input name="key" autocomplete="off" required maxlength="200"></label> <button>Open</button></p></form>
<p class="facts">Was it shared with your team? Then sign in to The Playground and open it there.</p>
</section></main><script>${script}</script>`,
    'same-origin'
  ),
  policy: `${closed}; script-src ${sha(script)}; form-action 'self'`
};

/** The same for a wrong key, and a link that ended, was revoked or has never been. */
export const nothing: Page = {
  html: pageOf(
    'This link opens nothing',
    `<header><h1>This link opens nothing</h1></header><main><section>
<p>It may be incomplete, or it has ended or was withdrawn. Ask whoever gave it to you for a new one.</p>
</section></main>`,
    'no-referrer'
  ),
  policy: `${closed}; form-action 'none'`
};

export const tooMany: Page = {
  html: pageOf(
    'Too many tries',
    `<header><h1>Too many tries</h1></header><main><section>
<p>Too many links were tried from where you are. Wait a minute, then open yours again.</p>
</section></main>`,
    'no-referrer'
  ),
  policy: nothing.policy
};

/** What was shared: without scripts, without pictures, without anything that is fetched. */
export function shownShare(opened: OpenedShare, href: string): Page {
  const { content, sharedAt, expiresAt, role } = opened;
  const act = actOf(content, role, href);
  const body = toHtml(sharePage(content, { sharedAt, expiresAt, act }));
  return { html: pageOf(content.title, body, 'no-referrer'), policy: nothing.policy };
}
