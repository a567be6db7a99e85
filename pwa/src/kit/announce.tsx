import { cell } from "../shared/cell";
import { useCell } from "./place";

const spoken = cell("");

/** Say an outcome to a screen reader; the screen shows it too. */
export function announce(text: string): void {
  // The same words twice are only read twice when they differ: a trailing space does it.
  spoken.set(spoken.get() === text ? `${text} ` : text);
}

export function Announcer() {
  return (
    <div class="unseen" aria-live="polite" role="status">
      {useCell(spoken)}
    </div>
  );
}
