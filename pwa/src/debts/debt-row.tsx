import type { ComponentChildren } from "preact";
import { Amount } from "../kit/amount";
import { Due } from "../kit/due";
import { StatePill } from "../kit/state-pill";
import type { Debt } from "../shared/api";
import { askedNow } from "./model";

interface DebtRowProps {
  debt: Debt;
  coded?: boolean;
  /** Stands before the row, for example a box to tick. */
  before?: ComponentChildren;
  link?: boolean;
}

/** One debt on one row: lender, amount, due, state. */
export function DebtRow({ debt, coded = false, before, link = true }: DebtRowProps) {
  const lender = <span class="debt-lender">{debt.lender.name}</span>;
  const amount = debt.state === "settled" ? debt.paid_minor : askedNow(debt);
  return (
    <li class="debt-row">
      {before}
      <div class="debt-row-main">
        {link ? <a href={`/debts/${debt.id}`}>{lender}</a> : lender}
        <span class="soft small">
          {debt.title !== null && debt.title !== "" && <>{debt.title} · </>}
          {debt.state !== "settled" && <Due on={debt.due_on} days={debt.days_until_due} />}
        </span>
      </div>
      <div class="debt-row-side">
        <strong>
          <Amount minor={amount} currency={debt.currency} coded={coded} />
        </strong>
        <StatePill state={debt.state} />
      </div>
    </li>
  );
}
