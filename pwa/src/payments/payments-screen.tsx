import "./payments.css";
import { useMoneyText } from "../kit/amount";
import { useSpeech } from "../kit/language";
import { Screen } from "../kit/screen";
import { Empty, Show } from "../kit/states";
import { useAnswer } from "../kit/use-answer";
import type { Page, Payment } from "../shared/api";
import { momentText } from "../shared/day";
import { ManageMethods } from "./manage-methods";
import { usePaymentWords } from "./words";

/** Everything this person paid, newest first, and from where. */
export function PaymentsScreen() {
  const words = usePaymentWords();
  const [view, again] = useAnswer<Page<Payment>>("/payments?limit=50");
  return (
    <Screen title={words.myPayments} back={{ to: "/me" }}>
      <div class="groups">
        <Show view={view} again={() => void again()} blocks={[4, 4, 4]}>
          {(page) =>
            page.items.length === 0 ? (
              <Empty title={words.noPayments} />
            ) : (
              <ul class="plain-list">
                {page.items.map((payment) => (
                  <PaymentRow key={payment.id} payment={payment} />
                ))}
              </ul>
            )
          }
        </Show>
        <ManageMethods />
      </div>
    </Screen>
  );
}

function PaymentRow({ payment }: { payment: Payment }) {
  const words = usePaymentWords();
  const { tag } = useSpeech();
  const money = useMoneyText();
  const lenders = payment.allocations.map((part) => part.lender_name).join(", ");
  return (
    <li class="plain-row">
      <div>
        <a href={`/payments/${payment.id}`}>{lenders}</a>
        <p class="soft small">
          {momentText(payment.created_at, tag, new Date())} · {words.state[payment.state]}
        </p>
      </div>
      <strong class="tabular">{money(payment.amount_minor, payment.currency)}</strong>
    </li>
  );
}
