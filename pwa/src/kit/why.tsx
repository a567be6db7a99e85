import type { ComponentChildren } from "preact";

/** The reason, one tap away. */
export function Why({ question, children }: { question: string; children: ComponentChildren }) {
  return (
    <details class="why">
      <summary>{question}</summary>
      {children}
    </details>
  );
}
