import { useEffect, useId, useState } from "preact/hooks";
import { amountToType, type Minor, readAmount, symbolOf } from "../shared/money";
import { useMoneyText } from "./amount";
import { amountAt, STOPS, stopAt } from "./amount-scale";
import { useSpeech } from "./language";
import { useKitWords } from "./words";

interface AmountSliderProps {
  label: string;
  currency: string;
  value: Minor;
  least: Minor;
  most: Minor;
  onValue: (amount: Minor) => void;
}

/** A slider for a rough amount with a box beside it for an exact one. */
export function AmountSlider({ label, currency, value, least, most, onValue }: AmountSliderProps) {
  const id = useId();
  const text = useMoneyText();
  const stop = stopAt(value, least, most);
  return (
    <div class="slider">
      <label for={id} class="unseen">
        {label}
      </label>
      <AmountBox {...{ label, currency, value, least, most, onValue }} />
      <input
        id={id}
        type="range"
        min={0}
        max={STOPS}
        value={stop}
        style={{ "--share": `${(100 * stop) / STOPS}%` }}
        aria-valuetext={text(value, currency)}
        onInput={(event) => onValue(amountAt(Number(event.currentTarget.value), least, most))}
      />
    </div>
  );
}

/** A box for one amount; what is typed counts as soon as it is an amount within bounds. */
export function AmountBox({ label, currency, value, least, most, onValue }: AmountSliderProps) {
  const words = useKitWords();
  const { tag } = useSpeech();
  const text = useMoneyText();
  const id = useId();
  const [typed, setTyped] = useState(amountToType(value, currency));
  const meant = readAmount(typed, currency);
  const fits = meant !== null && meant >= least && meant <= most;

  useEffect(() => {
    if (readAmount(typed, currency) !== value) setTyped(amountToType(value, currency));
  }, [value]);

  return (
    <div class="amount-box">
      <label for={id} class="unseen">
        {label}, {currency}
      </label>
      <span class="amount-input" data-wrong={!fits}>
        <span aria-hidden="true">{symbolOf(currency, tag)}</span>
        <input
          id={id}
          class="tabular"
          inputMode="decimal"
          autocomplete="off"
          value={typed}
          aria-invalid={fits ? undefined : "true"}
          aria-describedby={fits ? undefined : `${id}-wrong`}
          onInput={(event) => {
            const next = event.currentTarget.value;
            setTyped(next);
            const amount = readAmount(next, currency);
            if (amount !== null && amount >= least && amount <= most) onValue(amount);
          }}
          onBlur={() => setTyped(amountToType(value, currency))}
        />
      </span>
      {!fits && (
        <p class="wrong small" id={`${id}-wrong`} role="alert">
          {words.amountWrong(text(least, currency), text(most, currency))}
        </p>
      )}
    </div>
  );
}
