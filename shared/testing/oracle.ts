import type { Mutation } from '#shared/mutations';

/**
 * What must hold once everything has met, judged from the plain list of all mutations: slow, simple,
 * and without a line of the code it judges. Numbers are those of the invariants in ARCHITECTURE.md.
 */
export interface Evidence {
  /** Every mutation ever made, as it was when it was last sent or still waits. */
  mutations: Mutation[];
  /** What stands, by `<collection>/<id>` and path. */
  winners: Map<string, Record<string, { mid: string; value: unknown }>>;
  /** `<mid> <path>` of values kept beside. */
  revisions: Set<string>;
  /** `<mid> <path>` → a text as it can still be read back by the mutation that brought it. */
  texts?: Map<string, unknown>;
  /** Mids put aside on the device that made them. */
  quarantined: Set<string>;
  /** Each device's rows as text, keys sorted; and the server's, first. */
  views: { who: string; text: string }[];
  /** Changes still waiting, over all devices. */
  waiting: number;
}

export function findings(evidence: Evidence): string[] {
  return [
    ...diverged(evidence),
    ...lost(evidence),
    ...overruled(evidence),
    ...forgotten(evidence),
    ...doubled(evidence),
    ...(evidence.waiting === 0 ? [] : [`outboxes did not drain: ${evidence.waiting}`])
  ];
}

/** I1: all see the same. */
function diverged({ views }: Evidence): string[] {
  const [first, ...others] = views;
  return others
    .filter((view) => view.text !== first?.text)
    .map((view) => `${view.who} differs from ${first?.who}:\n${first?.text}\n${view.text}`);
}

/** I2: what was written stands, or what stands was made in knowledge of it, or it is kept beside. */
function lost({ mutations, winners, revisions, quarantined }: Evidence): string[] {
  const findings: string[] = [];
  for (const mutation of mutations) {
    if (quarantined.has(mutation.mid)) continue;
    const record = `${mutation.collection}/${mutation.id}`;
    for (const [path, change] of Object.entries(mutation.set)) {
      const winner = winners.get(record)?.[path];
      if (winner && winner.mid === mutation.mid) {
        if (JSON.stringify(winner.value) !== JSON.stringify(change.v))
          findings.push(`${mutation.mid} ${record} ${path} stands with another value`);
        continue;
      }
      if (winner && JSON.stringify(winner.value) === JSON.stringify(change.v)) continue;
      if (revisions.has(`${mutation.mid} ${path}`)) continue;
      if (descendants(mutations, record, path, mutation.mid, quarantined).size > 0) continue;
      findings.push(`${mutation.mid} ${record} ${path} = ${JSON.stringify(change.v)} is lost`);
    }
  }
  return findings;
}

/** I5: nothing stands that somebody had seen and replaced. */
function overruled({ mutations, winners, quarantined }: Evidence): string[] {
  const findings: string[] = [];
  for (const [record, paths] of winners)
    for (const [path, winner] of Object.entries(paths))
      for (const later of descendants(mutations, record, path, winner.mid, quarantined))
        findings.push(`${record} ${path}: ${winner.mid} stands, but ${later} had replaced it`);
  return findings;
}

/** No merge puts a line in twice that nobody had written twice. */
function doubled({ mutations, winners }: Evidence): string[] {
  const twice = (value: unknown) => {
    const lines = typeof value === 'string' ? value.split('\n').filter(Boolean) : [];
    return lines.filter((line, at) => lines.indexOf(line) < at);
  };
  const wrote = new Set(
    mutations.flatMap(({ set }) => Object.values(set).flatMap(({ v }) => twice(v)))
  );
  return [...winners].flatMap(([record, paths]) =>
    Object.entries(paths).flatMap(([path, { value }]) =>
      twice(value)
        .filter((line) => !wrote.has(line))
        .map((line) => `${record} ${path} has ${line} twice`)
    )
  );
}

/** A text that was pushed can be read back verbatim, also if it was replaced or merged. */
function forgotten({
  mutations,
  texts = new Map<string, unknown>(),
  quarantined
}: Evidence): string[] {
  return mutations
    .filter(({ mid }) => !quarantined.has(mid))
    .flatMap(({ mid, set }) =>
      Object.entries(set)
        .map(([path, { v }]) => ({ key: `${mid} ${path}`, v }))
        .filter(
          ({ key, v }) => texts.has(key) && JSON.stringify(texts.get(key)) !== JSON.stringify(v)
        )
        .map(({ key }) => `the text of ${key} is not known any more`)
    );
}

/**
 * Mutations of this path whose author had seen `mid`, directly, through others, or merged with others (as
 * `<mid>*…`). One that was refused replaces nothing, though others may have been made over it.
 */
function descendants(
  mutations: Mutation[],
  record: string,
  path: string,
  mid: string,
  quarantined: Set<string>
): Set<string> {
  const found = new Set<string>();
  const seen = [mid];
  for (let base = seen.pop(); base !== undefined; base = seen.pop())
    for (const mutation of mutations) {
      if (`${mutation.collection}/${mutation.id}` !== record || found.has(mutation.mid)) continue;
      const saw = mutation.set[path]?.base;
      if (mutation.mid === mid || (saw !== base && saw?.split('*')[0] !== base)) continue;
      found.add(mutation.mid);
      seen.push(mutation.mid);
    }
  for (const refused of quarantined) found.delete(refused);
  return found;
}
