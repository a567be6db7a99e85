import { useState } from "preact/hooks";
import { BusyButton } from "../kit/busy-button";
import { useCell } from "../kit/place";
import { Sheet } from "../kit/sheet";
import { useRefusalText } from "../kit/states";
import type { Challenge } from "../shared/api";
import { type Answer, post } from "../shared/call";
import { CodeForm } from "./code-form";
import { passkeysWork, stepUpByPasskey } from "./passkey";
import { me } from "./person";
import { useAccountWords } from "./words";

interface StepUpProps {
  open: boolean;
  onDone: () => void;
  onClose: () => void;
}

/** Whether an answer means "show first that it is you". */
export function needsStepUp(answer: Answer<unknown>): boolean {
  return answer.kind === "refused" && answer.code === "step_up_needed";
}

/** The check before anything that can move money: a passkey, or a code. */
export function StepUp({ open, onDone, onClose }: StepUpProps) {
  const words = useAccountWords();
  return (
    <Sheet title={words.stepUpTitle} open={open} onClose={onClose}>
      <p>{words.stepUpWhy}</p>
      <StepUpWays onDone={onDone} />
    </Sheet>
  );
}

function StepUpWays({ onDone }: { onDone: () => void }) {
  const words = useAccountWords();
  const refusalText = useRefusalText();
  const [sent, setSent] = useState<Challenge | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const hasPasskey = (useCell(me)?.passkeys ?? 0) > 0 && passkeysWork();

  async function ask(): Promise<void> {
    const answer = await post<Challenge>("/me/step-up/codes");
    if (answer.kind === "ready") setSent(answer.data);
    else setWrong(refusalText(answer));
  }
  async function byPasskey(): Promise<void> {
    const outcome = await stepUpByPasskey();
    if (outcome.kind === "ready") onDone();
    else setWrong(outcome.kind === "stopped" ? words.passkeyStopped : refusalText(outcome));
  }

  if (sent !== null) return <StepUpCode sent={sent} again={() => void ask()} onDone={onDone} />;
  return (
    <div class="stack">
      {wrong !== null && (
        <p class="wrong" role="alert">
          {wrong}
        </p>
      )}
      {hasPasskey && (
        <BusyButton busy={false} main onClick={() => void byPasskey()}>
          {words.usePasskey}
        </BusyButton>
      )}
      <BusyButton busy={false} main={!hasPasskey} onClick={() => void ask()}>
        {words.stepUpSend}
      </BusyButton>
    </div>
  );
}

interface StepUpCodeProps {
  sent: Challenge;
  again: () => void;
  onDone: () => void;
}

function StepUpCode({ sent, again, onDone }: StepUpCodeProps) {
  const words = useAccountWords();
  return (
    <div class="stack">
      <p>{words.stepUpSent(sent.masked ?? "")}</p>
      <CodeForm
        key={sent.challenge_id}
        again={again}
        send={async (code) => {
          const answer = await post("/me/step-up", { challenge_id: sent.challenge_id, code });
          if (answer.kind === "ready") onDone();
          return answer;
        }}
      />
    </div>
  );
}
