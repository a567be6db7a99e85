import type { PaymentState } from "../shared/api";

const SHAPES: Record<PaymentState, string> = {
  succeeded: "M18 33l10 10 18-22",
  checking: "M20 32h.1M32 32h.1M44 32h.1",
  refused: "M20 32h24",
  returned: "M42 40V30a6 6 0 0 0-6-6H22m6-7-7 7 7 7",
};

/** A quiet mark for what became of a payment; the words beside it say the same. */
export function OutcomeMark({ state }: { state: PaymentState }) {
  return (
    <svg class={`outcome-mark ${state}`} viewBox="0 0 64 64" aria-hidden="true">
      <circle cx="32" cy="32" r="30" fill="currentColor" opacity="0.14" />
      <path
        d={SHAPES[state]}
        fill="none"
        stroke="currentColor"
        stroke-width="5"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}
