import type { Answer } from "../shared/call";
import { type Cell, cell } from "../shared/cell";

/** Whether the server can be reached, and if not, the oldest moment of what is on screen. */
export interface Line {
  offline: boolean;
  asOf: string | null;
}

export const line: Cell<Line> = cell<Line>({ offline: false, asOf: null });

/** Return the state of the line after one more answer. */
export function lineAfter(before: Line, answer: Answer<unknown>): Line {
  if (answer.kind === "unreachable") return { offline: true, asOf: before.asOf };
  if (answer.kind === "ready" && answer.keptAt !== null) {
    const oldest =
      before.asOf === null || answer.keptAt < before.asOf ? answer.keptAt : before.asOf;
    return { offline: true, asOf: oldest };
  }
  return { offline: false, asOf: null };
}
