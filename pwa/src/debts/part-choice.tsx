import { useMoneyText } from "../kit/amount";
import { AmountSlider } from "../kit/amount-slider";
import { Choice } from "../kit/choice";
import { useSpeech } from "../kit/language";
import { useKitWords } from "../kit/words";
import type { Choices } from "../shared/api";
import { dayText } from "../shared/day";
import { type Minor, subtract } from "../shared/money";
import { useDebtWords } from "./words";

interface PartChoiceProps {
  choices: Choices;
  amount: Minor;
  /** Whether the interest shown still belongs to the amount before. */
  behind: boolean;
  chosen: boolean;
  onChoose: () => void;
  onAmount: (amount: Minor) => void;
}

/** Pay a part: a slider, a box, and what is left while it moves. */
export function PartChoice(props: PartChoiceProps) {
  const words = useDebtWords();
  const money = useMoneyText();
  const { gap } = useKitWords();
  const { choices, amount, behind, chosen, onChoose, onAmount } = props;
  const left = subtract(choices.outstanding_minor, amount);
  return (
    <Choice name="way" title={words.payPart} chosen={chosen} onChoose={onChoose}>
      <AmountSlider
        label={words.partOf}
        currency={choices.currency}
        value={amount}
        least={choices.part.least_minor}
        most={choices.part.most_minor}
        onValue={onAmount}
      />
      <p class="part-cost">
        {words.partLeft(money(left, choices.currency))}
        {gap}
        {behind ? words.working : <PartCost choices={choices} />}
      </p>
    </Choice>
  );
}

function PartCost({ choices }: { choices: Choices }) {
  const words = useDebtWords();
  const money = useMoneyText();
  const { tag } = useSpeech();
  const { interest_minor, interest_until, finished_on } = choices.part;
  const day = (on: string): string => dayText(on, tag, "month", choices.today);
  if (finished_on !== null) return <>{words.partFinished(day(finished_on))}</>;
  if (interest_minor === 0 || interest_until === null) return <>{words.partNoInterest}</>;
  return <>{words.partInterest(money(interest_minor, choices.currency), day(interest_until))}</>;
}
