import type { ModelInfo } from '#shared/models';
import type { Usage } from '#shared/run-events';
import type { Sql } from '../db/open.ts';

/** Whose money it is, and for what. Of a temporary run only the person is known. */
export interface Account {
  /** The reservation all lines of one run share. */
  entry: string;
  person: string;
  organizationId: string;
  runId: string | null;
  promptId: string | null;
  model: string | null;
  price: ModelInfo['price'];
}

export interface Settled extends Usage {
  attempt: number;
  /** `null` is unknown. */
  nanoUsd: number | null;
  /** `done`, or the code it ended with. */
  outcome: string;
}

/** A reservation without its end. */
export interface Open extends Account {
  inputTokens: number;
}

/** A person in an organization; (`person` null) all people of it together; (both null) all organizations. */
export interface Payer {
  organizationId: string | null;
  person: string | null;
}

export interface Spent {
  nanoUsd: number;
  /** Runs whose cost nobody knows. */
  unknown: number;
}

/** The append-only book. Writes belong inside `Writer.transact`; writing a line again changes nothing. */
export function createLedger(sql: Sql) {
  const insert = sql.prepare(
    `insert or ignore into ledger (entry, kind, attempt, person, organization_id, run_id, prompt_id, model,
       price, nano_usd, input_tokens, output_tokens, reasoning_tokens, cached_tokens, usage_source, outcome, at)
     values (@entry, @kind, @attempt, @person, @organizationId, @runId, @promptId, @model,
       @price, @nanoUsd, @inputTokens, @outputTokens, @reasoningTokens, @cachedTokens, @usageSource, @outcome, @at)`
  );
  const spentBy = (whose: string) =>
    sql.prepare<object, { nanoUsd: number | null; unknown: number }>(
      `select sum(nano_usd) as nanoUsd, count(distinct case when nano_usd is null then entry end) as unknown
       from ledger where ${whose} and kind = 'settle' and at >= @from`
    );
  const ofOne = spentBy('organization_id = @organizationId and person = @person');
  const ofAll = spentBy('organization_id = @organizationId');
  const ofServer = spentBy('true');
  const open = sql.prepare<[], Omit<Open, 'price'> & { price: string | null }>(
    `select entry, person, organization_id as organizationId, run_id as runId, prompt_id as promptId, model,
       price, input_tokens as inputTokens
     from ledger as held where kind = 'reserve' and not exists
       (select 1 from ledger where entry = held.entry and kind in ('settle', 'release'))`
  );
  const nothing = {
    nanoUsd: null,
    inputTokens: null,
    outputTokens: null,
    reasoningTokens: null,
    cachedTokens: null,
    usageSource: null,
    outcome: null
  };

  function write(kind: string, account: Account, at: number, more: object) {
    const price = account.price && JSON.stringify(account.price);
    insert.run({ ...nothing, ...account, kind, attempt: 0, at, ...more, price });
  }

  return {
    reserve(
      account: Account,
      need: { nanoUsd: number | null; inputTokens: number; outputTokens: number },
      at: number
    ) {
      write('reserve', account, at, need);
    },
    settle(account: Account, settled: Settled, at: number) {
      write('settle', account, at, settled);
    },
    /** Closes a reservation of which nothing was used, or whose run was not heard of again. */
    release(account: Account, outcome: string, at: number) {
      write('release', account, at, { outcome });
    },
    spentSince(payer: Payer, from: number): Spent {
      const isServer = payer.organizationId === null;
      const asked = isServer ? ofServer : payer.person === null ? ofAll : ofOne;
      const row = asked.get({ ...payer, from });
      return { nanoUsd: row?.nanoUsd ?? 0, unknown: row?.unknown ?? 0 };
    },
    open(): Open[] {
      return open.all().map((row) => ({
        ...row,
        price: row.price === null ? null : (JSON.parse(row.price) as ModelInfo['price'])
      }));
    }
  };
}

export type Ledger = ReturnType<typeof createLedger>;
