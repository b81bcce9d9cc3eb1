import type { Delta } from './adapter.ts';

type ToolDelta = Extract<Delta, { type: 'text' }>;

interface Call {
  id: string;
  /** Told with the call's first delta; empty once told. */
  name: string;
  silent: boolean;
}

/**
 * Tells parallel tool calls apart. Servers disagree on how: a new id begins a new call, else the index
 * says which, else the latest goes on. (Some label every call with index 0 and a new id.)
 */
export function createToolCalls() {
  const calls: Call[] = [];
  const byIndex = new Map<number, Call>();

  function find(id: string, index: number | null): Call {
    const known = id === '' ? undefined : calls.find((call) => call.id === id);
    if (known) return known;
    const indexed = index === null ? calls.at(-1) : byIndex.get(index);
    if (id === '' && indexed) return indexed;
    const call = { id: id === '' ? `call_${calls.length}` : id, name: '', silent: true };
    calls.push(call);
    if (index !== null) byIndex.set(index, call);
    return call;
  }

  function delta(call: Call, text: string): ToolDelta {
    const name = call.name;
    call.name = '';
    call.silent = false;
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
      const call = find(id, index);
      if (name !== '' && call.silent) call.name = name;
      return text === '' ? [] : [delta(call, text)];
    },
    any: () => calls.length > 0,
    /** Calls that never had arguments, told at the end. */
    rest(): ToolDelta[] {
      return calls.filter((call) => call.silent).map((call) => delta(call, '{}'));
    }
  };
}
