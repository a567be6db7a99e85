import { useMoneyText } from "../kit/amount";
import { Due } from "../kit/due";
import { useSpeech } from "../kit/language";
import type { NextStep } from "../shared/api";
import { dayText } from "../shared/day";
import { stepsAhead } from "./model";
import { useDebtWords } from "./words";

/** What happens next and when, one line a day, and until when nothing else does. */
export function Steps({ steps, currency }: { steps: readonly NextStep[]; currency: string }) {
  const words = useDebtWords().step;
  const { tag } = useSpeech();
  const text = useStepText(currency);
  const { events, quietUntil } = stepsAhead(steps);
  return (
    <>
      {events.length > 0 && (
        <ol class="steps">
          {events.map((step) => (
            <li key={`${step.on} ${step.kind}`}>
              <Due on={step.on} style="month" />
              <span>{text(step)}</span>
            </li>
          ))}
        </ol>
      )}
      {quietUntil !== null && (
        <p class="steps-end">{words.nothing_more(dayText(quietUntil, tag, "month"))}</p>
      )}
    </>
  );
}

/** Return a function that says one step in words, without its day. */
function useStepText(currency: string): (step: NextStep) => string {
  const words = useDebtWords().step;
  const money = useMoneyText();
  return ({ kind, amount_minor }) => {
    if (kind === "due") return words.due;
    if (kind === "late_fee") {
      return amount_minor === null ? words.feePlain : words.late_fee(money(amount_minor, currency));
    }
    return amount_minor === null
      ? words.interestPlain
      : words.interest(money(amount_minor, currency));
  };
}
