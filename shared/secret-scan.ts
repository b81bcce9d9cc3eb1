/**
 * Finds what looks like a secret in a text: keys by the shapes their makers gave them, and values that are
 * called a secret and look like chance. A guess, made to err on the side of silence: what it does not find
 * may still be one.
 */
export interface FoundSecret {
  /** What it is, for people: "OpenAI API key". */
  label: string;
  /** In UTF-16 code units. */
  from: number;
  to: number;
}

interface Pattern {
  label: string;
  /** Without it, the text is not searched for the pattern at all. */
  hint: string;
  /** Global; group 1, where there is one, is the secret, else all of it. */
  pattern: RegExp;
  /** Whatever else has to hold of it. */
  also?: (secret: string) => boolean;
}

const before = '(?<![A-Za-z0-9_-])';
const after = '(?![A-Za-z0-9_-])';
const word = (source: string) => new RegExp(`${before}${source}${after}`, 'g');
/** One that its beginning tells: no word goes on so. */
const begins = (label: string, hint: string, rest: string): Pattern => ({
  label,
  hint,
  pattern: word(hint.replace(/\./g, '\\.') + rest),
  also: mixed
});

const patterns: Pattern[] = [
  {
    label: 'private key',
    hint: 'PRIVATE KEY',
    pattern:
      /-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:(?!-----END)[^])*(?:-----END (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----)?/g,
    // Without a body it is talk about keys.
    also: (block) => /[A-Za-z0-9+/=\s]{40}/.test(block.replace(/-----[^-]+-----/g, ''))
  },
  {
    label: 'Anthropic API key',
    hint: 'sk-ant-',
    pattern: word('sk-ant-[a-z]{3,5}\\d{2}-[A-Za-z0-9_-]{24,}')
  },
  { label: 'OpenRouter API key', hint: 'sk-or-', pattern: word('sk-or-v1-[0-9a-f]{48,}') },
  {
    label: 'OpenAI API key',
    hint: 'sk-',
    pattern: word('sk-(?:(?:proj|svcacct|admin|None)-[A-Za-z0-9_-]{32,}|[A-Za-z0-9]{32,})'),
    also: random
  },
  { label: 'Google API key', hint: 'AIza', pattern: word('AIza[A-Za-z0-9_-]{35}'), also: random },
  { label: 'Google client secret', hint: 'GOCSPX-', pattern: word('GOCSPX-[A-Za-z0-9_-]{24,}') },
  {
    label: 'AWS access key',
    hint: 'A',
    pattern: word('(?:AKIA|ASIA)[A-Z2-7]{16}'),
    also: (key) => !key.endsWith('EXAMPLE')
  },
  { label: 'GitHub token', hint: 'gh', pattern: word('gh[pousr]_[A-Za-z0-9]{36,}'), also: random },
  { label: 'GitHub token', hint: 'github_pat_', pattern: word('github_pat_[A-Za-z0-9_]{40,}') },
  { label: 'GitLab token', hint: 'glpat-', pattern: word('glpat-[A-Za-z0-9_-]{20,}') },
  {
    label: 'Slack token',
    hint: 'xo',
    pattern: word('xox[abeoprs]-[A-Za-z0-9-]{20,}'),
    also: hasDigit
  },
  { label: 'Slack token', hint: 'xapp-', pattern: word('xapp-\\d-[A-Za-z0-9-]{20,}') },
  {
    label: 'Slack webhook',
    hint: 'hooks.slack.com',
    pattern:
      /https:\/\/hooks\.slack\.com\/services\/T[A-Z0-9]{6,}\/B[A-Z0-9]{6,}\/[A-Za-z0-9]{20,}/g,
    also: (url) => !/X{8}/.test(url)
  },
  {
    label: 'Stripe key',
    hint: '_',
    pattern: word('(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{20,}'),
    // What says "test" in it is the kind of key, not a placeholder.
    also: (key) => random(key.slice('sk_live_'.length))
  },
  { label: 'Stripe webhook secret', hint: 'whsec_', pattern: word('whsec_[A-Za-z0-9+/]{28,}') },
  begins('Hugging Face token', 'hf_', '[A-Za-z0-9]{30,}'),
  begins('Groq API key', 'gsk_', '[A-Za-z0-9]{40,}'),
  begins('xAI API key', 'xai-', '[A-Za-z0-9]{40,}'),
  begins('Perplexity API key', 'pplx-', '[A-Za-z0-9]{40,}'),
  begins('Replicate token', 'r8_', '[A-Za-z0-9]{37,}'),
  begins('Playground API key', 'pgk_', '[A-Za-z0-9]{36}'),
  begins('npm token', 'npm_', '[A-Za-z0-9]{36}'),
  begins('PyPI token', 'pypi-', '[A-Za-z0-9_-]{60,}'),
  begins('Google access token', 'ya29.', '[A-Za-z0-9_-]{60,}'),
  begins('SendGrid API key', 'SG.', '[A-Za-z0-9_-]{20,24}\\.[A-Za-z0-9_-]{39,50}'),
  begins('Vault token', 'hvs.', '[A-Za-z0-9_-]{60,}'),
  begins('Notion token', 'ntn_', '[A-Za-z0-9]{40,}'),
  begins('Linear API key', 'lin_api_', '[A-Za-z0-9]{40,}'),
  {
    label: 'DigitalOcean token',
    hint: '_v1_',
    pattern: word('do[opr]_v1_[0-9a-f]{64}')
  },
  { label: 'Databricks token', hint: 'dapi', pattern: word('dapi[0-9a-f]{32}(?:-\\d)?') },
  { label: 'Shopify token', hint: 'shp', pattern: word('shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}') },
  { label: 'Telegram bot token', hint: ':AA', pattern: word('\\d{8,10}:AA[A-Za-z0-9_-]{33}') },
  {
    label: 'JSON Web Token',
    hint: 'eyJ',
    pattern: word('eyJ[A-Za-z0-9_-]{10,}\\.eyJ[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]{20,}')
  },
  {
    label: 'password in an address',
    hint: '://',
    pattern: /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@"'<>]{1,64}:([^\s/@"'<>]{6,128})@[a-z0-9]/gi,
    also: (password) => !isPlaceholder(password)
  },
  {
    label: 'bearer token',
    hint: 'earer',
    pattern: /\bbearer[ \t]+([A-Za-z0-9._~+/-]{24,}={0,2})/gi,
    also: random
  },
  {
    label: 'secret',
    hint: '',
    pattern:
      /(?:(?:api|access|secret|private|auth|encryption|signing|account|master|service|shared)[_-]?key|secret|(?<!(?:page|next|continuation)[_-]?)token|password|passwd|credentials?)["'`]?[ \t]{0,4}(?:[:=]|=>)[ \t]{0,4}["'`]?([A-Za-z0-9+/_.~!@#$%^&*-]{20,200}={0,2})/gi,
    also: random
  }
];

/** Secrets in order, none inside another: the earlier pattern, which is the more certain one, stands. */
export function findSecrets(text: string): FoundSecret[] {
  const found: FoundSecret[] = [];
  for (const { label, hint, pattern, also } of patterns) {
    if (!text.includes(hint)) continue;
    for (const match of text.matchAll(pattern)) {
      const secret = match[1] ?? match[0];
      if (also && !also(secret)) continue;
      const from = match.index + match[0].indexOf(secret);
      const to = from + secret.length;
      if (found.some((other) => from < other.to && other.from < to)) continue;
      found.push({ label, from, to });
    }
  }
  return found.sort((a, b) => a.from - b.from);
}

/** The text with each secret replaced by what it was. */
export function redact(text: string): string {
  let rest = 0;
  let safe = '';
  for (const { label, from, to } of findSecrets(text)) {
    safe += `${text.slice(rest, from)}[${label} removed]`;
    rest = to;
  }
  return safe + text.slice(rest);
}

/** Enough of it for its owner to recognise it, and no more. */
export function maskSecret(secret: string): string {
  const shown = secret.startsWith('-----') ? 0 : Math.min(6, Math.floor(secret.length / 5));
  return `${secret.slice(0, shown)}…${secret.length > 24 && shown > 0 ? secret.slice(-2) : ''}`;
}

function hasDigit(text: string): boolean {
  return /\d/.test(text);
}

const placeholders =
  /example|placeholder|changeme|redacted|removed|dummy|sample|insert|replace|(?:^|[_.-])(?:your?|my|the|some|test)(?:[_.-]|$)|x{5}|\*{3}|\.{3}|[{}<>[\]]|\$\w|0{8}|1234567|abcdefg/i;

/** What a database has until somebody gives it a password. */
const usual = /^(?:postgres|password|passwd|mongodb|mysql|redis|secret|admin|guest|root)\d{0,3}$/i;

function isPlaceholder(text: string): boolean {
  return placeholders.test(text) || usual.test(text) || isName(text);
}

/** Words of plain letters with dots, dashes or underscores between them, as code names its things. */
function isName(text: string): boolean {
  const words = text.split(/[._-]/);
  return words.length > 2 && words.every((one) => /^(?:[A-Z]?[a-z]+|[A-Z]*)\d{0,4}$/.test(one));
}

/** Looks like chance: letters and digits mixed, few of them repeated, and no word that says "put yours here". */
function random(text: string): boolean {
  return (
    /[A-Za-z]/.test(text) && hasDigit(text) && !isPlaceholder(text) && bitsPerCharacter(text) >= 3.2
  );
}

/** Looks like chance, where its beginning has said what it is: some keys are letters alone. */
function mixed(text: string): boolean {
  const letters = /[a-z]/.test(text) && /[A-Z]/.test(text);
  return (
    (letters || hasDigit(text)) && !/x{5}|\*{3}|\.{3}/i.test(text) && bitsPerCharacter(text) >= 3.2
  );
}

/** Shannon's entropy of its characters. */
function bitsPerCharacter(text: string): number {
  const counts = new Map<string, number>();
  for (const one of text) counts.set(one, (counts.get(one) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) {
    const share = count / text.length;
    bits -= share * Math.log2(share);
  }
  return bits;
}
