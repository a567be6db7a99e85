import { useId, useState } from "preact/hooks";
import { Amount, useMoneyText } from "../kit/amount";
import { Due } from "../kit/due";
import { go } from "../kit/place";
import { Actions } from "../kit/screen";
import type { Debt } from "../shared/api";
import { askedNow, mayPick, NONE, payPath, pick, pickedTotal } from "./model";
import { useDebtWords } from "./words";

/** Tick several debts of one currency, then pay them in one payment. */
export function PickDebts({ debts }: { debts: readonly Debt[] }) {
  const words = useDebtWords();
  const money = useMoneyText();
  const [picked, setPicked] = useState(NONE);
  const several = new Set(debts.map((debt) => debt.currency)).size > 1;
  const shutOut = debts.some((debt) => !mayPick(picked, debt));
  const chosen = debts.filter((debt) => picked.ids.includes(debt.id));
  const enough = chosen.length > 0;

  function pay(): void {
    if (enough) go(payPath(chosen.map((debt) => ({ id: debt.id, amount: askedNow(debt) }))));
  }

  return (
    <>
      <ul class="debt-list">
        {debts.map((debt) => (
          <PickRow
            key={debt.id}
            debt={debt}
            coded={several}
            ticked={picked.ids.includes(debt.id)}
            shut={!mayPick(picked, debt)}
            onTick={() => setPicked(pick(picked, debt))}
          />
        ))}
      </ul>
      {shutOut && picked.currency !== null && (
        <p class="soft small">{words.oneCurrency(picked.currency)}</p>
      )}
      <Actions>
        <button
          type="button"
          class="button main"
          aria-disabled={enough ? undefined : "true"}
          onClick={pay}
        >
          {enough && picked.currency !== null
            ? words.payChosen(chosen.length, money(pickedTotal(picked, debts), picked.currency))
            : words.pickSome}
        </button>
      </Actions>
    </>
  );
}

interface PickRowProps {
  debt: Debt;
  coded: boolean;
  ticked: boolean;
  shut: boolean;
  onTick: () => void;
}

function PickRow({ debt, coded, ticked, shut, onTick }: PickRowProps) {
  const id = useId();
  return (
    <li class="debt-row tickable" data-shut={shut}>
      <input
        type="checkbox"
        class="tick"
        id={id}
        checked={ticked}
        disabled={shut}
        onChange={onTick}
        aria-describedby={`${id}-more`}
      />
      <label for={id} class="debt-lender">
        {debt.lender.name}
      </label>
      <strong class="debt-amount">
        <Amount minor={askedNow(debt)} currency={debt.currency} coded={coded} />
      </strong>
      <p class="soft small" id={`${id}-more`}>
        <Due on={debt.due_on} days={debt.days_until_due} style="month" />
      </p>
    </li>
  );
}
