/** A sentence for each route, in the order of the document, and a body to try it with. */
export interface Words {
  says: string;
  body?: unknown;
}

const id = '0197f2a4-5d3e-7c1a-9a52-6f1f1c2d3e4f';

const answer = { id: 'xYz', rawId: 'xYz', type: 'public-key', clientExtensionResults: {} };
const signed = {
  ...answer,
  response: { clientDataJSON: 'e30', authenticatorData: 'SZYN', signature: 'MEUC' }
};

export const words: Record<string, Words> = {
  'GET /v1/account': { says: 'Who is signed in, and how one gets in.' },
  'GET /v1/account/deletion': { says: 'What would go and what would stay.' },
  'DELETE /v1/account': {
    says: 'Deletes your account and what is yours alone, for ever.',
    body: { email: 'ada@example.org' }
  },
  'GET /v1/export': { says: 'Everything of yours, as lines of JSON; never a key.' },
  'POST /v1/auth/sign-in': {
    says: 'Signs in; the session is a cookie.',
    body: { email: 'ada@example.org', password: 'correct horse battery' }
  },
  'POST /v1/auth/sign-up': {
    says: 'Makes an account, where that is allowed.',
    body: { name: 'Ada', email: 'ada@example.org', password: 'correct horse battery' }
  },
  'POST /v1/auth/sign-out': { says: 'Ends this session.', body: {} },
  'POST /v1/auth/prove': {
    says: 'Shows once more that it is you, for what cannot be taken back.',
    body: { password: 'correct horse battery' }
  },
  'POST /v1/auth/password': {
    says: 'Changes the password and ends every other session.',
    body: { current: 'correct horse battery', password: 'another long one' }
  },
  'POST /v1/auth/recovery-codes': { says: 'Makes ten recovery codes, shown once.', body: {} },
  'POST /v1/auth/recover': {
    says: 'Sets a new password with a recovery code.',
    body: { email: 'ada@example.org', code: 'ABCD-EFGH-JKMN-PQRS', password: 'another long one' }
  },
  'GET /v1/auth/ways': { says: 'How you get in: a password, passkeys, a provider of identities.' },
  'POST /v1/auth/oidc': {
    says: 'Begins to sign in with the provider of identities: the address to go to.',
    body: {}
  },
  'POST /v1/auth/oidc/finish': {
    says: 'Signs in with what the provider sent back.',
    body: { state: 'hHk', code: 'Zm9' }
  },
  'POST /v1/auth/passkey/options': { says: 'What a passkey is asked to sign.', body: {} },
  'POST /v1/auth/passkey': {
    says: 'Signs in with what a passkey answered.',
    body: { response: signed }
  },
  'POST /v1/auth/passkey/prove': {
    says: 'Shows with a passkey that it is you; the session is a new one then.',
    body: { response: signed }
  },
  'POST /v1/auth/passkeys/options': { says: 'What a new passkey is to be made for.', body: {} },
  'POST /v1/auth/passkeys': {
    says: 'Keeps a new passkey.',
    body: {
      name: 'Laptop',
      response: { ...answer, response: { clientDataJSON: 'e30', attestationObject: 'o2Nm' } }
    }
  },
  'PATCH /v1/auth/passkeys/:id': { says: 'Renames a passkey.', body: { name: 'Laptop' } },
  'DELETE /v1/auth/passkeys/:id': { says: 'Deletes a passkey, if another way in is left.' },
  'GET /v1/auth/sessions': { says: 'Where you are signed in.' },
  'DELETE /v1/auth/sessions/:id': { says: 'Ends a session of yours.' },
  'GET /v1/organizations': { says: 'Organizations you belong to.' },
  'POST /v1/organizations': { says: 'Makes an organization you own.', body: { name: 'Acme' } },
  'PATCH /v1/organizations/:id': { says: 'Renames it.', body: { name: 'Acme' } },
  'GET /v1/organizations/:id/members': { says: 'Who belongs to it, with their roles.' },
  'PATCH /v1/organizations/:id/members/:userId': {
    says: 'Gives a member another role.',
    body: { role: 'editor' }
  },
  'DELETE /v1/organizations/:id/members/:userId': { says: 'Removes a member, or leaves.' },
  'GET /v1/organizations/:id/invitations': { says: 'Invitations nobody has used yet.' },
  'POST /v1/organizations/:id/invitations': {
    says: 'Makes an invitation; its secret is answered once.',
    body: { email: 'bob@example.org', role: 'editor' }
  },
  'DELETE /v1/organizations/:id/invitations/:invitationId': { says: 'Withdraws an invitation.' },
  'POST /v1/invitations/accept': {
    says: 'Joins by an invitation made for your e-mail address.',
    body: { secret: 'HYxagnVjfPhKHw4-44BItU-tMdTMoSVplUv9dPScWDc' }
  },
  'GET /v1/api-keys': { says: 'API keys that work.' },
  'POST /v1/api-keys': {
    says: 'Makes an API key; it is answered once.',
    body: { name: 'Nightly evaluation', grants: ['view', 'run'], days: 90 }
  },
  'POST /v1/api-keys/:id/rotate': {
    says: 'Makes its successor; the old one works for another day.'
  },
  'DELETE /v1/api-keys/:id': { says: 'Revokes a key at once.' },
  'GET /v1/webhook': { says: 'Where news of your keys goes, and what became of the last ones.' },
  'PUT /v1/webhook': {
    says: 'Sets that address; the secret that signs is answered once.',
    body: { url: 'https://hooks.example.org/playground' }
  },
  'DELETE /v1/webhook': { says: 'Sends no more news.' },
  'POST /v1/webhook/test': { says: 'Sends a delivery that says nothing.', body: {} },
  'GET /v1/projects': { says: 'Projects, newest first, by pages.' },
  'POST /v1/projects': { says: 'Makes a project.', body: { name: 'Recipes' } },
  'GET /v1/projects/:id': { says: 'A project with the heads of its prompts.' },
  'PATCH /v1/projects/:id': { says: 'Changes fields of a project.', body: { name: 'Recipes' } },
  'DELETE /v1/projects/:id': { says: 'Moves a project to the trash.' },
  'GET /v1/prompts': { says: 'Prompts, newest first, by pages.' },
  'POST /v1/prompts': {
    says: 'Makes a prompt.',
    body: { name: 'Haiku', kind: 'text', text: { content: 'Write a haiku.', spans: [] } }
  },
  'GET /v1/prompts/:id': { says: 'A prompt with its content and recent runs.' },
  'PATCH /v1/prompts/:id': { says: 'Changes any of its fields.', body: { name: 'Haiku' } },
  'DELETE /v1/prompts/:id': { says: 'Moves a prompt to the trash.' },
  'GET /v1/prompts/:id/versions': { says: 'Its versions, newest first.' },
  'POST /v1/prompts/:id/versions': { says: 'Keeps what stands there as a version.', body: {} },
  'PUT /v1/prompts/:id/labels/:name': {
    says: 'Moves a label to a version.',
    body: { versionId: id }
  },
  'DELETE /v1/prompts/:id/labels/:name': { says: 'Takes a label away.' },
  'POST /v1/prompts/:id/fork': {
    says: 'Copies a prompt, also one that is shared with you, into the organization: what it says, no rights.'
  },
  'GET /v1/prompts/:id/shares': { says: 'People outside of the organization it is shared with.' },
  'POST /v1/prompts/:id/shares': {
    says: 'Shares a prompt as it lives with somebody who has an account.',
    body: { email: 'bob@example.org', role: 'view' }
  },
  'DELETE /v1/prompts/:id/shares/:grantId': { says: 'Ends that at once.' },
  'GET /v1/prompts/shared-with-me': { says: 'Prompts others share with you.' },
  'POST /v1/presence': {
    says: 'Says that you look at a prompt or write in it, and answers who else does.',
    body: { promptId: id, page: 'a1', doing: 'viewing' }
  },
  'POST /v1/prompts/shared-with-me/presence': {
    says: 'The same for a prompt that is shared with you.',
    body: { id, page: 'a1', doing: 'editing' }
  },
  'GET /v1/prompts/shared-with-me/:id': { says: 'One of them, as it stands now.' },
  'PATCH /v1/prompts/shared-with-me/:id': {
    says: 'Changes what it says, if you may and nobody else did meanwhile.',
    body: {
      revision: 'b94d27b9934d3e08a52e52d7da7dabfac484efe3',
      text: 'Write a haiku about rain.'
    }
  },
  'GET /v1/prompts/:id/revisions': { says: 'Texts that were replaced, as they were typed.' },
  'GET /v1/prompts/:id/runs': { says: 'Its runs, newest first.' },
  'POST /v1/prompts/:id/execute': {
    says: 'Runs a prompt; with `Accept: text/event-stream` the answer streams.',
    body: { variableValues: { topic: 'autumn' } }
  },
  'POST /v1/runs': {
    says: 'Runs what is given; with `store: false` nothing of it is kept.',
    body: {
      store: false,
      content: {
        kind: 'text',
        text: 'Write a haiku.',
        systemPrompt: '',
        variables: [],
        modelConfig: { model: 'sample/sample' },
        tools: [],
        outputSchema: null
      }
    }
  },
  'GET /v1/runs': { says: 'Runs, newest first, by pages.' },
  'POST /v1/runs/import': {
    says: 'Takes in runs of an export; what is there already stays.',
    body: { items: [] }
  },
  'GET /v1/runs/compare': { says: 'Two to four runs beside each other.' },
  'POST /v1/runs/cancel': {
    says: 'Stops a run by the key it was started with.',
    body: { idempotencyKey: id }
  },
  'GET /v1/runs/:id': { says: 'A run: what it was, what it cost, how it ended.' },
  'POST /v1/runs/:id/cancel': { says: 'Stops a run; what it wrote is kept.', body: {} },
  'GET /v1/runs/:id/events': { says: 'Its stream, from `Last-Event-ID` or `?after=`.' },
  'GET /v1/runs/:id/log': { says: 'The same by asking: waits up to `?wait=` for more.' },
  'GET /v1/runs/:id/output': { says: 'What the model wrote, whole.' },
  'GET /v1/runs/:id/raw': { says: 'What the provider sent, as it came, where that was kept.' },
  'GET /v1/presets': { says: 'Presets, by pages.' },
  'POST /v1/presets': {
    says: 'Makes a preset.',
    body: { name: 'Careful', modelConfig: { temperature: 0.2 } }
  },
  'GET /v1/presets/:id': { says: 'A preset.' },
  'PUT /v1/presets/:id': {
    says: 'Replaces a preset.',
    body: { name: 'Careful', modelConfig: { temperature: 0.2 } }
  },
  'DELETE /v1/presets/:id': { says: 'Moves a preset to the trash.' },
  'GET /v1/comments': { says: 'Comments on one thing, newest first, by pages.' },
  'POST /v1/comments': {
    says: 'Comments on a prompt, a snapshot or a conversation, or on words of it; or answers a comment.',
    body: { subject: { kind: 'prompt', id }, body: 'Should this not be shorter?' }
  },
  'PATCH /v1/comments/:id': {
    says: 'Changes your own comment; settles or opens any.',
    body: { resolved: true }
  },
  'DELETE /v1/comments/:id': { says: 'Deletes your own comment; who manages, any.' },
  'GET /v1/snapshots': {
    says: 'Snapshots without their content, newest first, by pages; by kind, subject, tag, words and time.'
  },
  'POST /v1/snapshots': {
    says: 'Freezes a prompt, a run or the shown path of a conversation as it is now.',
    body: { subject: { kind: 'prompt', id }, tags: ['good'] }
  },
  'GET /v1/snapshots/:id': { says: 'A snapshot, whole.' },
  'PATCH /v1/snapshots/:id': {
    says: 'Changes its tags or its note; the rest is frozen.',
    body: { tags: ['good'], note: 'The one we sent.' }
  },
  'DELETE /v1/snapshots/:id': { says: 'Moves a snapshot to the trash.' },
  'GET /v1/models': { says: 'Models of all connections, with what each can do.' },
  'GET /v1/connections': { says: 'Connections; never a key, only its last four characters.' },
  'POST /v1/connections': {
    says: 'Adds a connection; the key is sealed to its address.',
    body: {
      kind: 'openai',
      name: 'OpenAI',
      baseUrl: 'https://api.openai.com/v1',
      key: 'sk-not-a-real-key'
    }
  },
  'PATCH /v1/connections/:id': { says: 'Changes a connection.', body: { name: 'OpenAI' } },
  'DELETE /v1/connections/:id': { says: 'Deletes a connection and its key.' },
  'POST /v1/connections/:id/test': { says: 'Asks the provider whether it answers.' },
  'POST /v1/connections/own': {
    says: 'Adds a connection that you alone see and use; its key is stored only with your consent.',
    body: {
      kind: 'openai',
      name: 'My OpenAI',
      baseUrl: 'https://api.openai.com/v1',
      key: 'sk-not-a-real-key',
      consent: true
    }
  },
  'PATCH /v1/connections/own/:id': {
    says: 'Changes a connection of your own; another key needs your consent anew.',
    body: { name: 'My OpenAI' }
  },
  'DELETE /v1/connections/own/:id': {
    says: 'Deletes a connection of your own and its key: your consent is taken back.'
  },
  'POST /v1/connections/own/:id/test': { says: 'Asks the provider of your own connection.' },
  'GET /v1/search': {
    says: 'What is found by words, phrases, -exclusions and filters such as tag: or cost:>0.01, the best first.'
  },
  'GET /v1/limits': { says: 'Limits and budgets in force.' },
  'PUT /v1/limits': { says: 'Sets limits and budgets.', body: { requestsPerMinute: 600 } },
  'GET /v1/usage': { says: 'What you used, by day and model.' },
  'GET /v1/shares': { says: 'Links that are alive, newest first; never a secret.' },
  'POST /v1/shares': {
    says: 'Makes a link to a frozen copy; its secret is answered once.',
    body: {
      subjectId: id,
      visibility: 'unlisted',
      role: 'duplicate',
      days: 30,
      content: {
        subject: 'run',
        title: 'Haiku',
        modelName: 'sample',
        prompt: null,
        values: {},
        outputs: [{ title: 'Run 1', modelName: 'sample', text: 'An old silent pond' }]
      }
    }
  },
  'GET /v1/shares/:id': { says: 'What a link of the organization shows.' },
  'PATCH /v1/shares/:id': {
    says: 'Changes what a link is for, or how long it lives from now on.',
    body: { days: 7 }
  },
  'DELETE /v1/shares/:id': { says: 'Revokes a link at once and deletes what it showed.' },
  'POST /v1/shares/:id/open': {
    says: 'What a link shows, and what one may do with it.',
    body: { secret: 'HYxagnVjfPhKHw4-44BItU-tMdTMoSVplUv9dPScWDc' }
  },
  'POST /v1/shares/:id/join': {
    says: 'Comes to the prompt itself, by a link that lets one edit it.',
    body: { secret: 'HYxagnVjfPhKHw4-44BItU-tMdTMoSVplUv9dPScWDc' }
  },
  'POST /v1/shares/:id/comments': {
    says: 'Says something about the copy a link shows; answers all that was said.',
    body: { secret: 'HYxagnVjfPhKHw4-44BItU-tMdTMoSVplUv9dPScWDc', text: 'The third line scans.' }
  },
  'DELETE /v1/shares/:id/comments/:commentId': { says: 'Takes one’s comment away.' },
  'GET /v1/audit': { says: 'What was done to the organization, newest first.' },
  'GET /v1/blobs/:hash': { says: 'The bytes of an image or a file.' },
  'PUT /v1/blobs/:hash': { says: 'Keeps bytes under their SHA-256.' },
  'GET /v1/events': { says: 'One stream of what moves: records and live runs.' },
  'POST /v1/sync/push': {
    says: 'Takes in a device’s changes, each with its result.',
    body: { clientId: id, mutations: [] }
  },
  'POST /v1/sync/pull': {
    says: 'What changed since a place in the history.',
    body: { clientId: id, cursors: {} }
  },
  'GET /v1/sync/packs/:hash': { says: 'Runs of long ago, as one piece.' },
  'GET /v1/sync/counts': { says: 'How many records there are of each kind.' },
  'POST /v1/csp-report': {
    says: 'What a browser sends when the content policy stopped something.',
    body: [{ type: 'csp-violation', body: { effectiveDirective: 'img-src' } }]
  },
  'GET /v1/openapi.json': { says: 'This document.' }
};
