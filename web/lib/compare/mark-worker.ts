import { markTexts } from './word-marks';

/** Runs apart from the page: each message is a list of texts, each answer what differs between them. */
addEventListener('message', ({ data }: MessageEvent<readonly string[]>) => {
  postMessage(markTexts(data));
});
