import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BrowserContext, Download } from '@playwright/test';
import { makeBackup } from '../../sync-server/backups/make-backup.ts';
import type { SpawnedServer } from '../../sync-server/testing/spawn.ts';
import { everyCached, everyRow } from './every-row.ts';

/** Where secrets are sent, and where they are shown once. */
const taking = /\/v1\/(auth|connections|shares|invitations)/;
const showing =
  /\/v1\/(api-keys|webhook|auth\/recovery-codes|shares|organizations\/[^/]+\/invitations)$/;
const sent = new Set(['password', 'current', 'key', 'code', 'secret']);
const shown = new Set(['secret', 'codes', 'key']);
/** Shorter ones might stand anywhere by chance. */
const leastLength = 12;

/**
 * The secrets of one test, whatever it is about: those its pages send, those they are shown once, and their
 * sessions. None of them may ever stand in what the server writes, in what a browser keeps or saves as a file,
 * or in an answer that is not there to show it.
 */
export class SecretWatch {
  #secrets = new Set<string>();
  #answers: Promise<void>[] = [];
  #kept = { answers: '', browsers: '', exports: '' };

  watch(context: BrowserContext): void {
    context.on('request', (request) => {
      if (taking.test(request.url())) this.#take(request.postData(), sent);
    });
    context.on('page', (page) =>
      page.on('download', (file) => this.#answers.push(this.#save(file)))
    );
    context.on('response', (response) => {
      const isAsked = response.request().method() !== 'GET';
      const isFirst = isAsked && showing.test(response.url()) && response.ok();
      const isStream = response.headers()['content-type']?.startsWith('text/event-stream') ?? false;
      // What is answered before there is a secret cannot hold one.
      const mayHold = this.#secrets.size > 0 && response.url().includes('/v1/') && !isStream;
      if (!isFirst && !mayHold) return;
      // A page that was left has read no answer.
      const read = response.text().catch(() => '');
      this.#answers.push(
        read.then((text) => {
          if (isFirst) this.#take(text, shown);
          else this.#kept.answers += `${text}\n`;
        })
      );
    });
  }

  /** What the server gives out of all that a person has. To be called before the context is closed. */
  async export(context: BrowserContext, server: SpawnedServer): Promise<void> {
    if (this.#secrets.size === 0) return;
    // Whoever is signed out, or has to prove again who they are, is given nothing.
    const answer = await context.request.get(`${server.url}/v1/export`).catch(() => null);
    if (answer?.ok()) this.#kept.exports += await answer.text();
  }

  /** To be called before the context is closed. */
  async takeSessions(context: BrowserContext): Promise<void> {
    for (const { httpOnly, value } of await context.cookies())
      if (httpOnly) this.#add(value).#add(decodeURIComponent(value));
  }

  /** Reads what a browser keeps: its databases, caches and storage. To be called before the context is closed. */
  async lookThrough(context: BrowserContext): Promise<void> {
    if (this.#secrets.size === 0) return;
    const page = context.pages().find((each) => each.url().startsWith('http'));
    if (page) this.#kept.browsers += (await everyRow(page)) + (await everyCached(page));
  }

  /** Where one of them stands that must not: the server's log, a file, a backup, a browser, an export, an answer. */
  async foundIn(server: SpawnedServer): Promise<string[]> {
    // An answer whose page was left before it came may never end, and nobody has read it.
    const left = new Promise<void>((over) => setTimeout(over, 2_000));
    await Promise.race([Promise.all(this.#answers), left]);
    if (this.#secrets.size === 0) return [];
    await makeBackup({ dataFolder: server.data, kind: 'manual', at: Date.now() });
    const written = { log: server.output(), files: everyFile(dirname(server.data)) };
    const places = { ...written, ...this.#kept };
    return Object.entries(places).flatMap(([where, text]) =>
      [...this.#secrets]
        .filter((secret) => text.includes(secret))
        .map((secret) => `${secret.slice(0, 6)}… is in the ${where}`)
    );
  }

  async #save(file: Download): Promise<void> {
    // One whose page was left before it was whole has no file.
    const path = await file.path().catch(() => null);
    if (path) this.#kept.exports += readFileSync(path, 'latin1');
  }

  #take(text: string | null, names: ReadonlySet<string>) {
    if (!text?.startsWith('{')) return;
    JSON.parse(text, (name, value: unknown) => {
      if (names.has(name)) for (const one of [value].flat()) this.#add(one);
      return value;
    });
  }

  #add(value: unknown): this {
    if (typeof value === 'string' && value.length >= leastLength) this.#secrets.add(value);
    return this;
  }
}

/** Every file under a folder, byte for byte: database, its log, backups, and the key file beside it. */
export function everyFile(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
}
