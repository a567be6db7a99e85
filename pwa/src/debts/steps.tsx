import { useMoneyText } from "../kit/amount";
import { Due } from "../kit/due";
import type { NextStep } from "../shared/api";
import { stepsAhead } from "./model";
import { useDebtWords } from "./words";

/** What happens next and when, one line a day. */
export function Steps({ steps, currency }: { steps: readonly NextStep[]; currency: string }) {
  const text = useStepText(currency);
  return (
    <ol class="steps">
      {stepsAhead(steps).map((step) => (
        <li key={`${step.on} ${step.kind}`}>
          <Due on={step.on} style="month" />
          <span>{text(step)}</span>
        </li>
      ))}
    </ol>
  );
}

/** Return a function that says one step in words, without its day. */
export function useStepText(currency: string): (step: NextStep) => string {
  const words = useDebtWords().step;
  const money = useMoneyText();
  return ({ kind, amount_minor }) => {
    if (kind === "late_fee" && amount_minor !== null) {
      return words.late_fee(money(amount_minor, currency));
    }
    if (kind === "interest") {
      return amount_minor === null
        ? words.interestPlain
        : words.interest(money(amount_minor, currency));
    }
    return kind === "due" ? words.due : words.nothing_more;
  };
}
