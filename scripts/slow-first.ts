import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Tests that take long by themselves: begun last they would keep one core busy while the others wait. */
const slow = [
  'simulation/simulate',
  'sync-server/main',
  'sync/sync',
  'db/disasters',
  'protocol-model'
];

const rank = ({ moduleId }: TestSpecification) => {
  const at = slow.findIndex(
    (name) => moduleId.includes(`${name}.test`) || moduleId.includes(`${name}/`)
  );
  return at === -1 ? slow.length : at;
};

export default class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const usual = await super.sort(files);
    return usual.toSorted((one, other) => rank(one) - rank(other));
  }
}
