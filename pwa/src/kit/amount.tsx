import { cell } from "../shared/cell";
import { type Minor, moneyParts, moneyText } from "../shared/money";
import { useSpeech } from "./language";
import { useCell } from "./place";
import { useKitWords } from "./words";

/** Whether amounts are dots on this phone, so that nobody reads along. */
export const amountsHidden = cell(false);

interface AmountProps {
  minor: Minor;
  currency: string;
  big?: boolean;
  /** Write the currency's code too, where several currencies stand together. */
  coded?: boolean;
}

/** One amount of money, its smaller unit drawn smaller. */
export function Amount({ minor, currency, big = false, coded = false }: AmountProps) {
  const { tag } = useSpeech();
  const words = useKitWords();
  const name = big ? "amount big" : "amount";
  if (useCell(amountsHidden)) {
    return (
      <span class={name}>
        <span aria-hidden="true">••••</span>
        <span class="unseen">{words.hiddenAmount}</span>
      </span>
    );
  }
  return (
    <span class={name}>
      {moneyParts(minor, currency, tag).map((part) =>
        part.kind === "fraction" ? <span class="fraction">{part.text}</span> : part.text,
      )}
      {coded && <span class="code">{currency}</span>}
    </span>
  );
}

/** Return a function that writes an amount inside a sentence. */
export function useMoneyText(): (amount: Minor, currency: string) => string {
  const { tag } = useSpeech();
  const hidden = useCell(amountsHidden);
  return (amount, currency) => (hidden ? "••••" : moneyText(amount, currency, tag));
}
