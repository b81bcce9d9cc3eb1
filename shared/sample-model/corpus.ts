import { conversations } from '#shared/sample-model/corpus/conversations';
import { garden } from '#shared/sample-model/corpus/garden';
import { kitchen } from '#shared/sample-model/corpus/kitchen';
import { letters } from '#shared/sample-model/corpus/letters';
import { models } from '#shared/sample-model/corpus/models';
import { releases } from '#shared/sample-model/corpus/releases';
import { stories } from '#shared/sample-model/corpus/stories';
import { support } from '#shared/sample-model/corpus/support';
import { travel } from '#shared/sample-model/corpus/travel';
import { workshop } from '#shared/sample-model/corpus/workshop';

/** Everything the sample model has read, piece by piece; written for it by this project. */
export const documents: readonly string[] = [
  kitchen,
  garden,
  letters,
  travel,
  workshop,
  stories,
  support,
  releases,
  models,
  conversations
].flatMap((theme) => theme.split('\n***\n'));
