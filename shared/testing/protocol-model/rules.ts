/**
 * What the protocol does to keep its promises, one rule each. The model obeys all of them; a mutant breaks
 * one, and the oracle has to notice.
 */
export const rules = {
  atomicPages: 'Rows, acknowledgements and cursor of a page are one transaction.',
  atomicEdits: 'A row and its change in the outbox are one transaction.',
  dedupeByMid: 'A change is known again by its own id, never by its client’s sequence.',
  keptResults: 'A change that is known is answered from memory, not applied again.',
  newEpoch: 'A server that was set back begins a new epoch.',
  randomEpoch: 'An epoch is a nonce; a counter would come to the same number twice.',
  keepUntilAck: 'The outbox shrinks only when the feed acknowledges.',
  archive: 'What was acknowledged is kept, and sent again in a new epoch.',
  causal:
    'A change made in knowledge of the value that stands replaces it; arrival decides nothing.',
  lamport: 'A change is dated later than what its author had seen.',
  knownBases:
    'What a change was made over is remembered, also of changes that came in the wrong order.',
  unheardBases: 'A base nobody has sent again yet is told from none: what was made over it stands.',
  fromCheck: 'A page is taken in only where the last one ended.',
  quarantine: 'What the server refuses is kept on the device that made it.',
  poisonAside: 'A refused change leaves the queue, and the others go on.',
  keepLosers: 'A value that does not stand is kept as a revision.',
  stableMids: 'A change that is sent again keeps its id.',
  newMidOnRewrite:
    'A change that is rewritten takes a new id: a copy of the device may hold the old one.',
  frozenWhenSent: 'A change that may be on the server is not rewritten.',
  oneRead: 'The rows of a page and the place it reaches to are read at one moment.',
  tombstones: 'A deletion travels as an ordinary row.',
  wholeGroups: 'A group is taken in as a whole or refused as a whole.',
  wholeUnits: 'A page never ends between rows of one seq.',
  allAcks: 'Every page carries the acknowledgements of its stretch.',
  clocksNeverReject: 'No clock is too wrong to be heard.',
  durableServer: 'The server answers only what is on its disk.',
  durableDevice: 'A device says “saved” only of what is on its disk.'
} as const;

/** Those of purges, revoked rights and old clients, which not every history has. */
export const wideRules = {
  noResurrection: 'A change of what was purged is kept as a new record, never under the old id.',
  sameRecovery: 'The new id follows from the old one: sent again, it is the same record.',
  purgedEverywhere: 'A purge travels in the feed and takes the row off every device.',
  purgedAgain: 'What a device knows to be purged it tells a server that was set back.',
  minSeq: 'Who has not heard of a purge that is forgotten reads everything again.',
  sinceSnapshot: 'Reading everything counts from where it began, not from the page it has come to.',
  sweep: 'What is not met while everything is read again is not there any more.',
  goneTakesRows: 'A device that lost its right keeps no row.',
  goneKeepsPending: 'What waited when the right was lost is put aside, not dropped.',
  keepUnknown: 'Rows of a collection this version does not know are kept for the one that does.',
  sweepUnknown: 'They are swept like the others.'
} as const;

export type Rule = keyof typeof rules | keyof typeof wideRules;
