import { makeApiKey } from '#shared/api-key-text';
import { seeded, type Seeded } from './seeded.ts';

/**
 * Texts with a made-up secret in them, and texts of the same kind without one, for measuring the scan. Everything is
 * put together when it is asked for, so that nobody's scanner takes a file of ours for a leak.
 */

const digits = '0123456789';
const hex = `${digits}abcdef`;
const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const letters = `${upper}${upper.toLowerCase()}`;
const alphanumeric = `${letters}${digits}`;
const base64 = `${alphanumeric}+/`;
const base64Url = `${alphanumeric}-_`;

function chars({ below }: Seeded, from: string, count: number): string {
  return Array.from({ length: count }, () => from[below(from.length)]).join('');
}
const uuid = (by: Seeded) => [8, 4, 4, 4, 12].map((count) => chars(by, hex, count)).join('-');

/** Keys as their makers document or issue them: prefix, alphabet and length; between « and », where not all is secret. */
export const keyTypes: Record<string, (by: Seeded) => string> = {
  'OpenAI project': (by) =>
    `sk-proj-${chars(by, base64Url, 74)}T3BlbkFJ${chars(by, base64Url, 74)}`,
  'OpenAI classic': (by) =>
    `sk-${chars(by, alphanumeric, 20)}T3BlbkFJ${chars(by, alphanumeric, 20)}`,
  'OpenAI service account': (by) => `sk-svcacct-${chars(by, base64Url, 120)}`,
  Anthropic: (by) => `sk-ant-api03-${chars(by, base64Url, 93)}AA`,
  'Anthropic admin': (by) => `sk-ant-admin01-${chars(by, base64Url, 93)}AA`,
  OpenRouter: (by) => `sk-or-v1-${chars(by, hex, 64)}`,
  DeepSeek: (by) => `sk-${chars(by, hex, 32)}`,
  Google: (by) => `AIza${chars(by, base64Url, 35)}`,
  'Google client': (by) => `GOCSPX-${chars(by, base64Url, 28)}`,
  'Google access': (by) => `ya29.${chars(by, base64Url, 180)}`,
  'AWS access': (by) => `AKIA${chars(by, `${upper}234567`, 16)}`,
  'Azure storage': (by) => `AccountKey=«${chars(by, base64, 86)}==»`,
  'GitHub classic': (by) => `ghp_${chars(by, alphanumeric, 36)}`,
  'GitHub fine-grained': (by) =>
    `github_pat_${chars(by, alphanumeric, 22)}_${chars(by, alphanumeric, 59)}`,
  GitLab: (by) => `glpat-${chars(by, base64Url, 20)}`,
  'Slack bot': (by) =>
    `xoxb-${chars(by, digits, 12)}-${chars(by, digits, 13)}-${chars(by, alphanumeric, 24)}`,
  'Slack webhook': (by) =>
    `https://hooks.slack.com/services/T${chars(by, upper, 10)}/B${chars(by, upper, 10)}/${chars(by, alphanumeric, 24)}`,
  'Stripe live': (by) => `sk_live_${chars(by, alphanumeric, 99)}`,
  'Stripe restricted': (by) => `rk_test_${chars(by, alphanumeric, 24)}`,
  'Stripe webhook': (by) => `whsec_${chars(by, alphanumeric, 32)}`,
  'Hugging Face': (by) => `hf_${chars(by, letters, 34)}`,
  Groq: (by) => `gsk_${chars(by, alphanumeric, 52)}`,
  xAI: (by) => `xai-${chars(by, alphanumeric, 80)}`,
  Perplexity: (by) => `pplx-${chars(by, alphanumeric, 48)}`,
  Replicate: (by) => `r8_${chars(by, alphanumeric, 37)}`,
  npm: (by) => `npm_${chars(by, alphanumeric, 36)}`,
  PyPI: (by) => `pypi-AgEIcHlwaS5vcmc${chars(by, base64Url, 150)}`,
  SendGrid: (by) => `SG.${chars(by, base64Url, 22)}.${chars(by, base64Url, 43)}`,
  DigitalOcean: (by) => `dop_v1_${chars(by, hex, 64)}`,
  Databricks: (by) => `dapi${chars(by, hex, 32)}`,
  Shopify: (by) => `shpat_${chars(by, hex, 32)}`,
  Telegram: (by) => `${chars(by, digits.slice(1), 10)}:AA${chars(by, base64Url, 33)}`,
  Vault: (by) => `hvs.${chars(by, base64Url, 90)}`,
  Notion: (by) => `ntn_${chars(by, alphanumeric, 46)}`,
  Linear: (by) => `lin_api_${chars(by, alphanumeric, 40)}`,
  'JSON Web Token': (by) =>
    `eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ${chars(by, base64Url, 40)}.${chars(by, base64Url, 43)}`,
  'private key': (by) =>
    `-----BEGIN PRIVATE KEY-----\n${Array.from({ length: 6 }, () => chars(by, base64, 64)).join('\n')}\n-----END PRIVATE KEY-----`,
  'database address': (by) =>
    `postgres://app:«${chars(by, alphanumeric, 16)}»@db.internal:5432/shop`,
  'our own': (by) => makeApiKey((size) => Uint8Array.from({ length: size }, () => by.below(256)))
};

/** How a secret comes to stand in a prompt. */
export const contexts: Record<string, (secret: string) => string> = {
  prose: (secret) => `Here is what I use: ${secret}, please do not tell anybody.`,
  environment: (secret) => `# .env\nSERVICE_CREDENTIAL=${secret}\nPORT=8080\n`,
  json: (secret) => JSON.stringify({ name: 'demo', value: secret, retries: 3 }, null, 2),
  command: (secret) => `curl -s https://api.example.com/v1/things -H 'X-Auth: ${secret}' | jq .`,
  markdown: (secret) =>
    `Set it like this:\n\n\`\`\`ts\nconst client = new Client(\`${secret}\`);\n\`\`\`\n`
};

/** One text for each key type in each context, `rounds` times with other keys. */
export function textsWithSecrets(rounds: number, seed = 50) {
  const by = seeded(seed);
  return Array.from({ length: rounds }, () =>
    Object.entries(keyTypes).flatMap(([type, make]) =>
      Object.entries(contexts).map(([context, place]) => {
        const made = make(by);
        const all = made.replace(/[«»]/g, '');
        const text = place(all);
        const secret = /«(.*)»/.exec(made)?.[1] ?? all;
        // JSON writes the lines of a key in one.
        const written = context === 'json' ? JSON.stringify(secret).slice(1, -1) : secret;
        const from = text.indexOf(written);
        return { type, context, text, from, to: from + written.length };
      })
    )
  ).flat();
}

/** What chats are full of that looks like chance and is no secret. */
const harmless: ((by: Seeded) => string)[] = [
  (by) => `The id of the row is ${uuid(by)}, and its parent is ${uuid(by)}.`,
  (by) => `commit ${chars(by, hex, 40)}\nAuthor: Ada <ada@example.org>\n\n    Mend the kettle`,
  (by) => `{"primary_key": "${uuid(by)}", "foreign_key": "${uuid(by)}"}`,
  (by) => `cache key: Linux-node-24-${chars(by, hex, 64)}`,
  (by) => `"integrity": "sha512-${chars(by, base64, 86)}=="`,
  (by) => `image: registry.example.com/shop@sha256:${chars(by, hex, 64)}`,
  (by) => `<img src="data:image/png;base64,iVBORw0KGgo${chars(by, base64, 300)}">`,
  (by) =>
    `The tool call call_${chars(by, alphanumeric, 24)} answered toolu_01${chars(by, alphanumeric, 22)}.`,
  (by) =>
    `{"id": "chatcmpl-${chars(by, alphanumeric, 29)}", "system_fingerprint": "fp_${chars(by, hex, 10)}"}`,
  (by) =>
    `https://www.youtube.com/watch?v=${chars(by, base64Url, 11)}&list=PL${chars(by, base64Url, 32)}`,
  (by) => `https://docs.google.com/document/d/${chars(by, base64Url, 44)}/edit`,
  (by) =>
    `pk_live_${chars(by, alphanumeric, 24)} is the publishable one and may stand in the page.`,
  () => 'export OPENAI_API_KEY="sk-..." # put yours here',
  () => 'const key = process.env.STRIPE_SECRET_KEY ?? "sk_test_your_key_here";',
  () => 'api_key: <YOUR_API_KEY>\napi_secret: ${API_SECRET}\ntoken: {{ token }}',
  () => 'Authorization: Bearer $ACCESS_TOKEN_OF_STEP_2',
  () => 'postgres://postgres:postgres@localhost:5432/postgres_test_database',
  () => 'password: "correct-horse-battery-staple"',
  (by) => `{"items": [], "nextPageToken": "${chars(by, base64Url, 44)}"}`,
  () =>
    'AWS shows AKIAIOSFODNN7EXAMPLE and wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY in its documentation.',
  () => 'The secret: patience, good butter, and forty minutes in a moderate oven.',
  () =>
    'max_tokens: 4096, token_count=18234, tokens_per_second: 42.5, tokenizer: o200k_base_2024_05_13',
  () =>
    'sort_key = created_at_desc_then_updated_at_2; partition_key="tenant_id#year_month_2026_11"',
  () => 'key={`${item.collection}-${item.id}-${index}`} and key="user-profile-card-header-2"',
  () => 'onKey: (event) => handleKeyDownInTheListOfPrompts2(event, { repeat: false })',
  () => 'ssh-ed25519 is the kind of key to choose; ~/.ssh/id_ed25519.pub is the half to hand over.',
  () =>
    'SELECT count(*) FROM sessions WHERE token IS NOT NULL AND secret_hash <> previous_secret_hash;',
  (by) => `ETag: W/"${chars(by, hex, 32)}", X-Request-Id: ${uuid(by)}`,
  (by) =>
    `order no. ${chars(by, digits, 12)}, IBAN DE${chars(by, digits, 20)}, tracking 1Z${chars(by, `${upper}${digits}`, 16)}`,
  (by) => `public_key: ssh-rsa AAAAB3NzaC1yc2E${chars(by, base64, 360)} ada@laptop`,
  (by) => `0x${chars(by, hex, 40)} is the address the contract was deployed to.`,
  (by) => `s3://bucket/exports/2026/11/22/part-${chars(by, hex, 16)}-${chars(by, hex, 16)}.parquet`,
  (by) => `trace_id=${chars(by, hex, 32)} span_id=${chars(by, hex, 16)} level=info`
];

const said = [
  'Can you explain what this does, line by line?',
  'Write a short letter to a neighbour who watered the plants.',
  'The kettle sang, and the rain went on, softly, until the evening train.',
  'Summarise the meeting: who decided what, and by when.',
  'Why does this query take four seconds on the first run only?',
  'Translate it into German, keep the names as they are.',
  'Sure! Here is a version that is a little shorter and keeps its tone.',
  'Here are three options, from the simplest to the most flexible:'
];

/** Chats of two to six turns without a secret: words, and in most of them what only looks like one. */
export function cleanChats(count: number, seed = 51): string[] {
  const by = seeded(seed);
  return Array.from({ length: count }, () =>
    Array.from({ length: 2 + by.below(5) }, () =>
      by.chance(0.4) ? `${by.pick(said)}\n\n${by.pick(harmless)(by)}` : by.pick(said)
    ).join('\n\n')
  );
}
