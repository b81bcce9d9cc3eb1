/** Every seed that ever failed, with what it found. They run first, for ever. */
export const failedOnce: number[] = [38, 5025, 5145];
