import { useEffect, useRef, useState } from "preact/hooks";
import type { Choices } from "../shared/api";
import { type Answer, get } from "../shared/call";
import type { Minor } from "../shared/money";
import { pause } from "../shared/wait";

/** Long enough that a moving slider does not ask at each step, short enough to feel live. */
const SETTLE_MS = 140;

export interface Quote {
  view: { kind: "loading" } | Answer<Choices>;
  /** Whether the figures on screen are still those of the amount before. */
  behind: boolean;
  again: () => void;
}

/** The newest figures, and the part they were worked out for. */
interface Known {
  part: Minor | null;
  answer: Answer<Choices>;
}

/** Return the choices for a debt, asked anew a moment after the part changes. */
export function useQuote(id: string, part: Minor | null): Quote {
  const [known, setKnown] = useState<Known | null>(null);
  const [turn, setTurn] = useState(0);
  const first = useRef(true);

  useEffect(() => {
    const giveUp = new AbortController();
    async function ask(): Promise<void> {
      if (!first.current) await pause(SETTLE_MS, giveUp.signal);
      first.current = false;
      if (giveUp.signal.aborted) return;
      const query = part === null ? "" : `?part_minor=${part}`;
      const answer = await get<Choices>(`/debts/${id}/choices${query}`, giveUp.signal);
      setKnown((before) =>
        answer.kind === "ready" || before?.answer.kind !== "ready" ? { part, answer } : before,
      );
    }
    ask().catch((problem: unknown) => {
      if (!giveUp.signal.aborted) throw problem;
    });
    return () => giveUp.abort();
  }, [id, part, turn]);

  return {
    view: known?.answer ?? { kind: "loading" },
    behind: known !== null && known.part !== part,
    again: () => setTurn((n) => n + 1),
  };
}
