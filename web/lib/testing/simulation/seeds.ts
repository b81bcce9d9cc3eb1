/** Every seed that ever failed, with what it found. They run first, for ever. */
export const failedOnce: number[] = [
  // A change waiting in a copied database was never acknowledged to the copy.
  25, 44, 69,
  // A refused record stood on a copy that heard of it from its push alone.
  9046,
  // Two devices had each written the same line, which looked like a merge's fault: now none does.
  102454,
  // It came to no end: a dying page's last request was answered late, and nobody delivered that.
  201726,
  // A push the server refused as meant for another history counted as taken in when it died before saying so.
  20272087,
  // A change no server takes was taken in, with another name, because its record was deleted for ever.
  20272257,
  20274889,
  // A page that came late put older rows over those that had come ahead of the feed, for good.
  20274039,
  // A line made of the words of two looked like one that a merge had doubled: now no word stands in two lines.
  30021354,
  // What a copy of a database put aside counted as refused, though the one it was copied from had brought it in.
  40000586,
  40000690, 40000810,
  // Whoever was let in again had forgotten how far they had been, so a server set back meanwhile was not noticed.
  40020426,
  // Of who was removed in the moment of an edit nothing is shown, which looked like an edit that was lost.
  40030018,
  40040546,
  // A server that died answered what it had taken in after the copy was made that came after it.
  50000534,
  // A refusal heard late, in another tab, took away a row that had been read since one was let in again.
  60016570,
  // What a copy of a database had spoilt was refused; after a restore the one it was copied from brought it in whole.
  70025449,
  // In the moment of an edit its record was put aside, for a restored server had forgotten it; or deleted for ever.
  70027776,
  80029953
];
