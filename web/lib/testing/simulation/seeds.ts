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
  20274039
];
