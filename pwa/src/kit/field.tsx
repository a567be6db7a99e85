import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";

/** What else an input box may be told. */
export type BoxAttributes = Omit<
  JSX.InputHTMLAttributes<HTMLInputElement>,
  "onInput" | "value" | "label"
>;

interface FieldProps extends BoxAttributes {
  label: string;
  value: string;
  onValue: (value: string) => void;
  hint?: ComponentChildren;
  wrong?: string | null;
}

/** A labelled box; what is wrong stands under it and is read with it. */
export function Field({ label, value, onValue, hint, wrong, ...input }: FieldProps) {
  const id = useId();
  const told = [hint === undefined ? null : `${id}-hint`, wrong ? `${id}-wrong` : null];
  const describedBy = told.filter((part) => part !== null).join(" ");
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint !== undefined && (
        <div class="soft small" id={`${id}-hint`}>
          {hint}
        </div>
      )}
      <input
        class="box"
        id={id}
        value={value}
        aria-invalid={wrong ? "true" : undefined}
        aria-describedby={describedBy === "" ? undefined : describedBy}
        onInput={(event) => onValue(event.currentTarget.value)}
        {...input}
      />
      {wrong && (
        <p class="wrong" id={`${id}-wrong`} role="alert">
          {wrong}
        </p>
      )}
    </div>
  );
}
