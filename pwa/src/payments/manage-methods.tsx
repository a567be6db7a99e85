import { useState } from "preact/hooks";
import { needsStepUp, StepUp } from "../accounts/step-up";
import { announce } from "../kit/announce";
import { useRefusalText } from "../kit/states";
import { useAnswer } from "../kit/use-answer";
import type { Mandate, Page } from "../shared/api";
import { call } from "../shared/call";
import { usePaymentWords } from "./words";

/** The ways to pay that are set up, each of which can be removed at any time. */
export function ManageMethods() {
  const words = usePaymentWords();
  const refusalText = useRefusalText();
  const [view, reload] = useAnswer<Page<Mandate>>("/mandates");
  const [stepUpFor, setStepUpFor] = useState<string | null>(null);
  const [note, setNote] = useState<string | null>(null);
  if (view.kind !== "ready") return null;
  const live = view.data.items.filter((mandate) => mandate.state !== "ended");

  async function end(id: string): Promise<void> {
    setStepUpFor(null);
    const answer = await call<null>("DELETE", `/mandates/${id}`);
    if (needsStepUp(answer)) return setStepUpFor(id);
    const said = answer.kind === "ready" ? words.methodGone : refusalText(answer);
    setNote(said);
    announce(said);
    await reload();
  }

  return (
    <section class="stack">
      <h2>{words.methods}</h2>
      {live.length === 0 && <p class="soft">{words.noMethods}</p>}
      {live.map((mandate) => (
        <div class="method" key={mandate.id}>
          <span class="grow">{mandate.label}</span>
          <button type="button" class="text-button" onClick={() => void end(mandate.id)}>
            {words.forget}
          </button>
        </div>
      ))}
      {note !== null && <p>{note}</p>}
      <StepUp
        open={stepUpFor !== null}
        onDone={() => void end(stepUpFor ?? "")}
        onClose={() => setStepUpFor(null)}
      />
    </section>
  );
}
