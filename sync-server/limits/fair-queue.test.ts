import fc from 'fast-check';
import { expect, test } from 'vitest';
import { joined, left, nextOf, orderOf, waitingOf } from './fair-queue.ts';
import type { Line } from './fair-queue.ts';

interface Item {
  person: string;
  number: number;
}
const persons = fc.array(fc.constantFrom('ada', 'bob', 'cy'), { maxLength: 30 });
const lineOf = (asked: string[]) =>
  asked.reduce<Line<Item>>((line, person, number) => joined(line, person, { person, number }), []);

function drain(line: Line<Item>): Item[] {
  const gone: Item[] = [];
  for (let next = nextOf(line, () => true); next; next = nextOf(next.line, () => true))
    gone.push(next.item);
  return gone;
}

test('everybody goes, each person’s own in the order they came, as the places said', () => {
  fc.assert(
    fc.property(persons, (asked) => {
      const line = lineOf(asked);
      const gone = drain(line);
      expect(gone).toEqual(orderOf(line));
      expect(gone).toHaveLength(asked.length);
      for (const person of ['ada', 'bob', 'cy']) {
        const own = gone.filter((item) => item.person === person).map((item) => item.number);
        expect(own).toEqual([...own].sort((a, b) => a - b));
        expect(waitingOf(line, person)).toBe(own.length);
      }
    })
  );
});

test('between two turns of one person everybody else who waits has one', () => {
  fc.assert(
    fc.property(persons, (asked) => {
      const gone = drain(lineOf(asked));
      gone.forEach((item, index) => {
        const again = gone.findIndex((one, later) => later > index && one.person === item.person);
        if (again < 0) return;
        const between = new Set(gone.slice(index + 1, again).map((one) => one.person));
        const stillWaiting = new Set(gone.slice(again).map((one) => one.person));
        stillWaiting.delete(item.person);
        for (const person of stillWaiting) expect(between).toContain(person);
      });
    })
  );
});

test('who may not go keeps the turn and holds up nobody', () => {
  const line = lineOf(['ada', 'ada', 'bob']);
  const first = nextOf(line, (item) => item.person !== 'ada');
  expect(first?.item).toEqual({ person: 'bob', number: 2 });
  expect(nextOf(first?.line ?? [], () => true)?.item).toEqual({ person: 'ada', number: 0 });
});

test('who leaves is not missed', () => {
  fc.assert(
    fc.property(persons, fc.nat(29), (asked, which) => {
      const line = lineOf(asked);
      const leaving = orderOf(line)[which];
      if (!leaving) return;
      expect(orderOf(left(line, leaving))).not.toContain(leaving);
      expect(drain(left(line, leaving))).toHaveLength(asked.length - 1);
    })
  );
});
