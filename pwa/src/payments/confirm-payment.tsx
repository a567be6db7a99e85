import { useState } from "preact/hooks";
import { StepUp } from "../accounts/step-up";
import { useMoneyText } from "../kit/amount";
import { BusyButton } from "../kit/busy-button";
import { go } from "../kit/place";
import { Sheet } from "../kit/sheet";
import { useRefusalText } from "../kit/states";
import { refreshAll } from "../kit/use-answer";
import { useKitWords } from "../kit/words";
import type { Mandate } from "../shared/api";
import { pay } from "./attempt";
import { type Line, linesTotal, type Outcome, orderFor } from "./model";
import { usePaymentWords } from "./words";

interface ConfirmPaymentProps {
  open: boolean;
  lines: Line[];
  mandate: Mandate;
  onClose: () => void;
}

/** What, from where, when; the one button that moves money. */
export function ConfirmPayment({ open, lines, mandate, onClose }: ConfirmPaymentProps) {
  const words = usePaymentWords();
  const money = useMoneyText();
  const { busy, outcome, send, stepUp } = usePaying(lines, mandate, onClose);
  const amount = money(linesTotal(lines), lines[0]?.debt.currency ?? "XXX");
  return (
    <>
      <Sheet title={words.confirmTitle} open={open && !stepUp.asking} onClose={onClose}>
        <ConfirmFacts lines={lines} mandate={mandate} />
        <OutcomeNote outcome={outcome} />
        <div class="stack">
          <BusyButton busy={busy} main onClick={() => void send()}>
            {busy
              ? words.sending
              : outcome?.kind === "no-answer"
                ? words.askAgain
                : words.payNow(amount)}
          </BusyButton>
          <BusyButton busy={busy} onClick={onClose}>
            {words.notNow}
          </BusyButton>
        </div>
      </Sheet>
      <StepUp open={stepUp.asking} onDone={() => void send()} onClose={stepUp.close} />
    </>
  );
}

function usePaying(lines: Line[], mandate: Mandate, onClose: () => void) {
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome | null>(null);

  async function send(): Promise<void> {
    setBusy(true);
    const result = await pay(orderFor(lines, mandate.id));
    setBusy(false);
    setOutcome(result);
    if (result.kind !== "known") return;
    onClose();
    refreshAll();
    go(`/payments/${result.payment.id}`, true);
  }
  const stepUp = { asking: outcome?.kind === "step-up" && !busy, close: () => setOutcome(null) };
  return { busy, outcome, send, stepUp };
}

function ConfirmFacts({ lines, mandate }: { lines: Line[]; mandate: Mandate }) {
  const words = usePaymentWords();
  const money = useMoneyText();
  return (
    <dl class="facts">
      {lines.map(({ debt, amount }) => (
        <div key={debt.id}>
          <dt>{debt.lender.name}</dt>
          <dd class="tabular">{money(amount, debt.currency)}</dd>
        </div>
      ))}
      <div>
        <dt>{words.from}</dt>
        <dd>{mandate.label}</dd>
      </div>
      <div>
        <dt>{words.when}</dt>
        <dd>{words.now}</dd>
      </div>
    </dl>
  );
}

function OutcomeNote({ outcome }: { outcome: Outcome | null }) {
  const words = usePaymentWords();
  const { gap } = useKitWords();
  const refusalText = useRefusalText();
  if (outcome === null || outcome.kind === "known" || outcome.kind === "step-up") return null;
  if (outcome.kind === "no-answer") {
    return (
      <div class="quiet-card" role="alert">
        <h2>{words.noAnswer}</h2>
        <p>{words.noAnswerText}</p>
      </div>
    );
  }
  const refused = outcome.kind === "refused";
  const notSent = outcome.kind === "not-kept" ? words.notKept : words.offlineNow;
  return (
    <p class="quiet-card" role="alert">
      {refused ? (words.reasons[outcome.answer.code] ?? refusalText(outcome.answer)) : notSent}
      {refused && `${gap}${words.refusedText}`}
    </p>
  );
}
