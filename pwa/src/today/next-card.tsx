import { askedNow } from "../debts/model";
import { Amount } from "../kit/amount";
import { Due } from "../kit/due";
import { StatePill } from "../kit/state-pill";
import { HelpExit } from "../kit/states";
import type { Debt } from "../shared/api";
import { useTodayWords } from "./words";

/** What comes next, as the one thing of the screen. */
export function NextCard({ debt }: { debt: Debt }) {
  const words = useTodayWords();
  return (
    <section class="stack">
      <h2>{words.next}</h2>
      <div class="card next-card">
        <div class="next-head">
          <a href={`/debts/${debt.id}`}>{debt.lender.name}</a>
          <StatePill state={debt.state} />
        </div>
        <Amount minor={askedNow(debt)} currency={debt.currency} big />
        <p class="soft">
          <Due on={debt.due_on} days={debt.days_until_due} style="long" />
        </p>
        {debt.state === "late" && <p>{words.lateHelp}</p>}
        {debt.state === "late" && <HelpExit />}
      </div>
    </section>
  );
}
