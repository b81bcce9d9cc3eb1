import { can } from '#shared/access';
import type { Mutation } from '#shared/mutations';
import type { PushRequest, PushResponse } from '#shared/protocol';
import type { Principal } from '../http/route.ts';
import type { Records } from './records.ts';

/**
 * Takes in what this person may write and refuses the rest one by one: who may only comment has comments that are
 * taken in, beside an edit that is not. What belongs together is taken or refused together.
 */
export async function pushAs(
  records: Pick<Records, 'push' | 'refuse'>,
  principal: Principal,
  request: PushRequest
): Promise<PushResponse> {
  const { scope, userId } = principal;
  const may = (verb: 'edit' | 'comment' | 'manage') => can(principal, verb, principal);
  const person = { id: userId, manages: may('manage') };
  if (may('edit')) return records.push(scope, request, person);
  const isComment = ({ collection }: Mutation) => collection === 'comments' && may('comment');
  const unitOf = ({ grp, mid }: Mutation) => grp ?? mid;
  const refused = new Set(request.mutations.filter((one) => !isComment(one)).map(unitOf));
  const isTaken = (one: Mutation) => !refused.has(unitOf(one));
  const taken = request.mutations.filter(isTaken);
  const rest = request.mutations.filter((one) => !isTaken(one));
  if (taken.length === 0) return records.refuse(scope, request);
  const answer = await records.push(scope, { ...request, mutations: taken }, person);
  // Another history: the device has to hear that first.
  if (answer.results.length < taken.length) return answer;
  const refusals = records.refuse(scope, { ...request, mutations: rest }).results;
  const byMid = new Map([...answer.results, ...refusals].map((result) => [result.mid, result]));
  return { ...answer, results: request.mutations.flatMap(({ mid }) => byMid.get(mid) ?? []) };
}
