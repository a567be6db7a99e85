import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";

interface SheetProps {
  title: string;
  open: boolean;
  onClose: () => void;
  children: ComponentChildren;
}

/** A sheet over the page; the browser's own dialog keeps the focus in and gives it back. */
export function Sheet({ title, open, onClose, children }: SheetProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const element = dialog.current;
    if (element === null) return;
    if (open && !element.open) element.showModal();
    if (!open && element.open) element.close();
  }, [open]);
  // The browser says "close" for our own closing too; only the person's counts.
  const closed = (): void => {
    if (open) onClose();
  };
  return (
    <dialog ref={dialog} class="sheet" aria-labelledby={id} onClose={closed}>
      {open && (
        <div class="groups">
          <h1 id={id}>{title}</h1>
          {children}
        </div>
      )}
    </dialog>
  );
}
