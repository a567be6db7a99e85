import type { DebtState } from "../shared/api";
import { useKitWords } from "./words";

/** The filled part of each state's circle, so that colour is never the only sign. */
const FILLINGS: Record<DebtState, string> = {
  due: "",
  soon: "M8 8V3a5 5 0 0 1 5 5Z",
  late: "M8 3a5 5 0 0 1 0 10Z",
  plan: "M3 8a5 5 0 0 0 10 0Z",
  checking: "",
  settled: "M8 3a5 5 0 0 1 0 10a5 5 0 0 1 0-10Z",
  paused: "",
};

export function StatePill({ state }: { state: DebtState }) {
  return (
    <span class={`pill ${state}`}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        {state === "paused" ? (
          <path d="M5 3v10M11 3v10" stroke="currentColor" stroke-width="2.5" />
        ) : (
          <circle
            cx="8"
            cy="8"
            r="6"
            fill="none"
            stroke="currentColor"
            stroke-width="2"
            stroke-dasharray={state === "checking" ? "2.2 2.5" : undefined}
          />
        )}
        <path d={FILLINGS[state]} fill="currentColor" />
      </svg>
      {useKitWords().state[state]}
    </span>
  );
}
