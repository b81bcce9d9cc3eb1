import fc from 'fast-check';
import { expect, test } from 'vitest';
import { closedCircuit, enterCircuit, opensAfter, restMs, settleCircuit } from '#shared/circuit';
import type { Circuit, CircuitOutcome, Pass } from '#shared/circuit';

const outcomes: CircuitOutcome[] = ['answered', 'failed', 'unproven', 'called-off'];

type Step =
  { do: 'enter' } | { do: 'wait'; ms: number } | { do: 'settle'; at: number; as: CircuitOutcome };
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.constant<Step>({ do: 'enter' }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 12_000 }) }),
  fc.record({
    do: fc.constant('settle' as const),
    at: fc.nat({ max: 20 }),
    as: fc.constantFrom<CircuitOutcome>('failed', 'failed', 'failed', ...outcomes)
  })
);

/** Plays steps, and calls `look` after each with what is out. */
function play(
  steps: Step[],
  look: (seen: {
    before: Circuit;
    circuit: Circuit;
    out: Pass[];
    now: number;
    told: CircuitOutcome | null;
  }) => void
) {
  let circuit: Circuit = closedCircuit;
  let now = 0;
  const out: Pass[] = [];
  for (const step of steps) {
    const before = circuit;
    let told: CircuitOutcome | null = null;
    if (step.do === 'wait') now += step.ms;
    else if (step.do === 'enter') {
      const entered = enterCircuit(circuit, now);
      circuit = entered.circuit;
      if ('pass' in entered) out.push(entered.pass);
    } else if (out.length > 0) {
      const [pass] = out.splice(step.at % out.length, 1);
      told = step.as;
      if (pass) circuit = settleCircuit(circuit, pass, told, now);
    }
    look({ before, circuit, out, now, told });
  }
  return { circuit, now, out };
}

const anyHistory = fc.array(step, { maxLength: 60 });

test('at most one probe is out, and it is out exactly while the circuit waits for it', () => {
  fc.assert(
    fc.property(anyHistory, (steps) => {
      play(steps, ({ circuit, out }) => {
        const current = out.filter(({ probe }) => probe === circuit.probes && probe !== null);
        if (circuit.state === 'probing') expect(current).toHaveLength(1);
        expect(current.length).toBeLessThanOrEqual(1);
      });
    })
  );
});

test('while it is open nothing passes before its time, and then one does', () => {
  fc.assert(
    fc.property(anyHistory, fc.integer({ min: 0, max: restMs * 2 }), (steps, later) => {
      const { circuit, now } = play(steps, () => undefined);
      const at = now + later;
      const entered = enterCircuit(circuit, at);
      if (circuit.state === 'closed') expect('pass' in entered).toBe(true);
      if (circuit.state === 'probing') expect('waitMs' in entered).toBe(true);
      if (circuit.state !== 'open') return;
      expect('pass' in entered).toBe(at >= circuit.until);
      if ('waitMs' in entered) expect(at + entered.waitMs).toBe(circuit.until);
      else expect('waitMs' in enterCircuit(entered.circuit, at)).toBe(true);
    })
  );
});

test('it is never closed to calls for ever: once all are back, a rest later one passes', () => {
  fc.assert(
    fc.property(anyHistory, fc.constantFrom(...outcomes), (steps, as) => {
      const played = play(steps, () => undefined);
      const settled = played.out.reduce(
        (circuit, pass) => settleCircuit(circuit, pass, as, played.now),
        played.circuit
      );
      expect('pass' in enterCircuit(settled, played.now + restMs)).toBe(true);
    })
  );
});

test('an answer closes it, and fewer failures in a row than it takes never open it', () => {
  fc.assert(
    fc.property(anyHistory, (steps) => {
      let inARow = 0;
      play(steps, ({ before, circuit, told }) => {
        if (told === 'failed') inARow += 1;
        if (told === 'answered') {
          inARow = 0;
          expect(circuit).toMatchObject({ state: 'closed', failures: 0 });
        }
        if (before.state === 'closed' && circuit.state === 'open')
          expect(inARow).toBeGreaterThanOrEqual(opensAfter);
      });
    })
  );
});

test('five failures open it for ten seconds, and one probe decides', () => {
  let circuit: Circuit = closedCircuit;
  for (let n = 0; n < opensAfter; n++) {
    expect(circuit.state).toBe('closed');
    circuit = settleCircuit(circuit, { probe: null }, 'failed', 100);
  }
  expect(enterCircuit(circuit, 100)).toMatchObject({ waitMs: restMs });
  const entered = enterCircuit(circuit, 100 + restMs);
  if (!('pass' in entered)) throw new Error('The probe was not let through.');
  const back = settleCircuit(entered.circuit, entered.pass, 'answered', 10_200);
  expect(back).toMatchObject({ state: 'closed', failures: 0 });
  const away = settleCircuit(entered.circuit, entered.pass, 'failed', 10_200);
  expect(enterCircuit(away, 10_200)).toMatchObject({ waitMs: restMs });
  const stopped = settleCircuit(entered.circuit, entered.pass, 'called-off', 10_200);
  expect(enterCircuit(stopped, 10_200)).toMatchObject({ pass: { probe: 2 } });
});
