const longest = 2048;

const secrets = [
  /\b(Bearer|Basic)\s+[\w.~+/=-]{6,}/gi,
  /\b(sk|rk|pk|gsk|xai|hf|r8|pplx)[-_][\w*-]{6,}/g,
  /\b(AIza|AQ\.)[\w-]{20,}/g,
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g,
  /((?:api[-_]?key|x-api-key|key|token|secret|password)["']?\s*[=:]\s*["']?)[^\s"'&,;]{6,}/gi
];

/** Text of a provider, fit to be shown and kept: no secret, no control characters, at most 2 KiB. */
export function scrub(text: string, key: string | null = null): string {
  let clean = key ? text.replaceAll(key, '[key]') : text;
  clean = clean.slice(0, longest * 4);
  for (const pattern of secrets)
    clean = clean.replace(pattern, (_whole, before: unknown) =>
      typeof before === 'string' && /[=:]\s*["']?$/.test(before) ? `${before}[key]` : '[key]'
    );
  // Control characters would forge log lines and terminal colours.
  clean = clean.replace(/\p{Cc}+/gu, ' ').trim();
  while (Buffer.byteLength(clean) > longest) clean = clean.slice(0, Math.floor(clean.length * 0.9));
  return Buffer.from(clean).toString();
}
