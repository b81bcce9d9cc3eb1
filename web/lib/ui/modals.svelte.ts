let open = $state.raw<HTMLDialogElement[]>([]);

/** The dialog that alone takes clicks and keys now; all outside of it is inert. */
export const topModal = (): HTMLDialogElement | undefined => open.at(-1);

/** The answer takes it away again. */
export function addModal(dialog: HTMLDialogElement): () => void {
  open = [...open, dialog];
  return () => (open = open.filter((each) => each !== dialog));
}
