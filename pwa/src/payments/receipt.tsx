import { Amount, useMoneyText } from "../kit/amount";
import { useSpeech } from "../kit/language";
import type { Payment } from "../shared/api";
import { receiptText } from "../shared/day";
import { usePaymentWords } from "./words";

/** What was paid, to whom, and what is left. */
export function Receipt({ payment }: { payment: Payment }) {
  const words = usePaymentWords();
  const { tag } = useSpeech();
  const done = payment.state === "succeeded";
  return (
    <section class="card stack">
      <Amount minor={payment.amount_minor} currency={payment.currency} big />
      <dl class="facts">
        <ReceiptLines payment={payment} />
        {payment.receipt_number !== null && (
          <div>
            <dt>{words.receiptNumber}</dt>
            <dd class="tabular">{payment.receipt_number}</dd>
          </div>
        )}
        <div>
          <dt>{words.date}</dt>
          <dd>{receiptText(payment.finished_at ?? payment.created_at, tag)}</dd>
        </div>
      </dl>
      {done && (
        <button type="button" class="button" onClick={() => print()}>
          {words.print}
        </button>
      )}
    </section>
  );
}

function ReceiptLines({ payment }: { payment: Payment }) {
  const words = usePaymentWords();
  const money = useMoneyText();
  const done = payment.state === "succeeded";
  return (
    <>
      {payment.allocations.map((part) => (
        <div key={part.debt_id}>
          <dt>{part.lender_name}</dt>
          <dd class="tabular">
            {money(part.amount_minor, payment.currency)}
            {done && part.outstanding_after_minor !== null && (
              <span class="soft">
                {" · "}
                {part.outstanding_after_minor === 0
                  ? words.nowSettled
                  : words.left(money(part.outstanding_after_minor, payment.currency))}
              </span>
            )}
          </dd>
        </div>
      ))}
    </>
  );
}
