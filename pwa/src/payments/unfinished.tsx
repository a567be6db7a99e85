import { useEffect, useState } from "preact/hooks";
import { useMoneyText } from "../kit/amount";
import { total } from "../shared/money";
import { type Attempt, unfinishedAttempt } from "./attempt";
import { usePaymentWords } from "./words";

/** A payment that was sent and never answered, on this phone: it can be asked about safely. */
export function Unfinished() {
  const words = usePaymentWords();
  const money = useMoneyText();
  const [attempt, setAttempt] = useState<Attempt | null>(null);
  useEffect(() => {
    unfinishedAttempt().then(
      (found) => setAttempt(found ?? null),
      () => setAttempt(null),
    );
  }, []);
  if (attempt === null) return null;
  const { allocations, currency } = attempt.order;
  const query = allocations.map((part) => `d=${part.debt_id}.${part.amount_minor}`).join("&");
  const amount = money(total(allocations.map((part) => part.amount_minor)), currency);
  return (
    <div class="quiet-card stack">
      <p>{words.unfinished(amount)}</p>
      <p class="soft">{words.noAnswerText}</p>
      <a class="link-row" href={`/pay?${query}`}>
        {words.unfinishedLook}
      </a>
    </div>
  );
}
