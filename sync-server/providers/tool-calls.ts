import type { Delta } from './adapter.ts';

type ToolDelta = Extract<Delta, { type: 'text' }>;

interface Call {
  id: string;
  /** Told with the call's first delta; empty once told. */
  name: string;
  silent: boolean;
  /** All of its arguments so far. */
  given: string;
}

/**
 * Tells parallel tool calls apart. Servers disagree on how: a new id begins a new call, else the index
 * says which, else the latest goes on. Some label every call with index 0 and a new id; some give no ids
 * and index 0 to all, and then a name after whole arguments begins the next.
 */
export function createToolCalls() {
  const calls: Call[] = [];
  const byIndex = new Map<number, Call>();

  function begin(id: string): Call {
    let own = id;
    for (let number = calls.length; own === '' || isTaken(own); number++) own = `call_${number}`;
    const call = { id: own, name: '', silent: true, given: '' };
    calls.push(call);
    return call;
  }

  function isTaken(id: string): boolean {
    return calls.some((call) => call.id === id);
  }

  function find(id: string, index: number | null, name: string): Call {
    const known = id === '' ? undefined : calls.find((call) => call.id === id);
    if (known) return known;
    const indexed = index === null ? calls.at(-1) : byIndex.get(index);
    if (id === '' && indexed && (name === '' || !isWhole(indexed.given))) return indexed;
    const call = begin(id);
    if (index !== null) byIndex.set(index, call);
    return call;
  }

  function delta(call: Call, text: string): ToolDelta {
    const name = call.name;
    call.name = '';
    call.silent = false;
    call.given += text;
    return {
      type: 'text',
      channel: 'tool',
      text,
      call: name === '' ? { id: call.id } : { id: call.id, name }
    };
  }

  return {
    /** A piece of a call; nothing to tell while its arguments have not begun. */
    add(id: string, index: number | null, name: string, text: string): ToolDelta[] {
      const call = find(id, index, name);
      if (name !== '' && call.silent) call.name = name;
      return text === '' ? [] : [delta(call, text)];
    },
    /** A call that comes whole: always a new one, whatever its id. */
    whole(id: string, name: string, text: string): ToolDelta[] {
      const call = begin(id);
      call.name = name;
      return [delta(call, text)];
    },
    any: () => calls.length > 0,
    /** Calls that never had arguments, told at the end. */
    rest(): ToolDelta[] {
      return calls.filter((call) => call.silent).map((call) => delta(call, '{}'));
    }
  };
}

function isWhole(given: string): boolean {
  if (!given.trimEnd().endsWith('}')) return false;
  try {
    JSON.parse(given);
    return true;
  } catch {
    return false; // more of it is to come
  }
}
