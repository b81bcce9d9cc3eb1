import type { ShareSubject } from './share-subject';

let subject = $state.raw<ShareSubject | null>(null);

/** What is being shared: one dialog at a time, loaded when it is first asked for. */
export const shareTask = {
  get current(): ShareSubject | null {
    return subject;
  },
  open(next: ShareSubject) {
    subject = next;
  },
  close() {
    subject = null;
  }
};
