import "./payments.css";
import { useEffect, useRef } from "preact/hooks";
import { announce } from "../kit/announce";
import { Actions, Screen } from "../kit/screen";
import { HelpExit, Show } from "../kit/states";
import { refreshAll, useAnswer } from "../kit/use-answer";
import { useKitWords } from "../kit/words";
import type { Payment, PaymentState } from "../shared/api";
import { pause } from "../shared/wait";
import { checkDelayMs } from "./model";
import { OutcomeMark } from "./outcome-mark";
import { Receipt } from "./receipt";
import { usePaymentWords } from "./words";

/** What became of a payment; while it is being checked this asks again by itself. */
export function PaymentScreen({ id }: { id: string }) {
  const [view, again] = useAnswer<Payment>(`/payments/${id}`);
  const words = usePaymentWords();
  const state = view.kind === "ready" ? view.data.state : null;
  useChecking(state, again);
  const titles: Record<PaymentState, string> = {
    checking: words.checkingTitle,
    succeeded: words.succeededTitle,
    refused: words.refusedTitle,
    returned: words.returnedTitle,
  };
  return (
    <Screen title={state === null ? words.receipt : titles[state]}>
      <Show view={view} again={() => void again()} blocks={[4, 6]}>
        {(payment) => (
          <div class="groups">
            <div class="outcome">
              <OutcomeMark state={payment.state} />
              <OutcomeText payment={payment} />
            </div>
            <Receipt payment={payment} />
            {payment.state === "refused" && <HelpExit />}
            <Actions>
              <WayOn payment={payment} />
            </Actions>
          </div>
        )}
      </Show>
    </Screen>
  );
}

function OutcomeText({ payment }: { payment: Payment }) {
  const words = usePaymentWords();
  const { gap } = useKitWords();
  const reason = payment.reason === null ? null : (words.reasons[payment.reason] ?? null);
  if (payment.state === "succeeded") return <p>{words.lenderKnows}</p>;
  if (payment.state === "returned") return <p>{reason ?? words.returnedText}</p>;
  if (payment.state === "checking") {
    return (
      <>
        <p>{words.checkingText}</p>
        <p class="soft">{words.checkingMore}</p>
      </>
    );
  }
  return (
    <p>{[reason, words.refusedText, words.refusedDo].filter((part) => part !== null).join(gap)}</p>
  );
}

function WayOn({ payment }: { payment: Payment }) {
  const words = usePaymentWords();
  const [only] = payment.allocations;
  const again = payment.state === "refused" || payment.state === "returned";
  const to = only === undefined ? "/debts" : `/debts/${only.debt_id}/choose`;
  return (
    <a class="button main" href={again ? to : "/today"}>
      {again ? words.tryOther : words.toToday}
    </a>
  );
}

/** Ask again, ever less often, until the outcome is known. */
function useChecking(state: PaymentState | null, again: () => Promise<void>): void {
  const words = usePaymentWords();
  const wasChecking = useRef(false);
  useEffect(() => {
    if (state !== "checking") {
      if (wasChecking.current && state === "succeeded") announce(words.succeededTitle);
      if (wasChecking.current) refreshAll();
      wasChecking.current = false;
      return;
    }
    wasChecking.current = true;
    const stop = new AbortController();
    void (async () => {
      for (let asked = 0; !stop.signal.aborted; asked += 1) {
        await pause(checkDelayMs(asked), stop.signal);
        if (!stop.signal.aborted && document.visibilityState === "visible") await again();
      }
    })();
    return () => stop.abort();
  }, [state]);
}
