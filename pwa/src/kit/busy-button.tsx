import type { ComponentChildren } from "preact";

interface BusyButtonProps {
  busy: boolean;
  main?: boolean;
  submit?: boolean;
  onClick?: () => void;
  children: ComponentChildren;
}

/** A button that keeps its focus and its words while it works, and cannot be pressed twice. */
export function BusyButton({ busy, main, submit, onClick, children }: BusyButtonProps) {
  return (
    <button
      type={submit ? "submit" : "button"}
      class={main ? "button main" : "button"}
      aria-disabled={busy ? "true" : undefined}
      aria-busy={busy ? "true" : undefined}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.();
      }}
    >
      {children}
    </button>
  );
}
