import { useState } from "preact/hooks";
import { announce } from "../kit/announce";
import { BusyButton } from "../kit/busy-button";
import { Field } from "../kit/field";
import { go } from "../kit/place";
import { useRefusalText } from "../kit/states";
import { refreshAll } from "../kit/use-answer";
import type { ClaimPreview, ClaimQuestion, Debt } from "../shared/api";
import { answerQuestion, type ClaimSource } from "./claim-source";
import { useDebtWords } from "./words";

const NUMERIC: readonly ClaimQuestion[] = ["birth_year"];

/** The one question that shows the bill is this person's. */
export function ClaimAnswer({ preview, source }: { preview: ClaimPreview; source: ClaimSource }) {
  const words = useDebtWords();
  const { typed, setTyped, busy, wrong, tries, submit } = useClaiming(source);
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Field
        label={words.questions[preview.question]}
        hint={words.triesLeft(Math.max(0, preview.tries_left - tries))}
        value={typed}
        wrong={wrong}
        onValue={setTyped}
        autocomplete="off"
        inputMode={NUMERIC.includes(preview.question) ? "numeric" : "text"}
      />
      <BusyButton busy={busy} main submit>
        {words.answer}
      </BusyButton>
    </form>
  );
}

function useClaiming(source: ClaimSource) {
  const words = useDebtWords();
  const refusalText = useRefusalText();
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const [tries, setTries] = useState(0);

  async function submit(): Promise<void> {
    const given = typed.trim();
    if (busy || given === "") return;
    setBusy(true);
    const answer = await answerQuestion<Debt>(source, given);
    setBusy(false);
    if (answer.kind === "ready") {
      announce(words.claimed);
      refreshAll();
      return go(`/debts/${answer.data.id}`, true);
    }
    if (answer.kind === "refused" && answer.code === "answer_does_not_fit") setTries(tries + 1);
    const own = answer.kind === "refused" ? words.refusals[answer.code] : undefined;
    setWrong(own ?? refusalText(answer));
  }
  return { typed, setTyped, busy, wrong, tries, submit };
}
