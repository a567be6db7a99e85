import { Amount } from "../kit/amount";
import { Due } from "../kit/due";
import { StatePill } from "../kit/state-pill";
import type { Debt } from "../shared/api";
import { askedNow } from "./model";

interface DebtRowProps {
  debt: Debt;
  coded?: boolean;
}

/** One debt on one row: lender, amount, due, state. */
export function DebtRow({ debt, coded = false }: DebtRowProps) {
  const amount = debt.state === "settled" ? debt.paid_minor : askedNow(debt);
  return (
    <li class="debt-row">
      <a class="debt-lender" href={`/debts/${debt.id}`}>
        {debt.lender.name}
      </a>
      <strong class="debt-amount">
        <Amount minor={amount} currency={debt.currency} coded={coded} />
      </strong>
      <div class="soft small">
        {debt.title}
        {debt.state !== "settled" && (
          <p>
            <Due on={debt.due_on} days={debt.days_until_due} style="month" />
          </p>
        )}
      </div>
      <StatePill state={debt.state} />
    </li>
  );
}
