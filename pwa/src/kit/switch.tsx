import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

interface SwitchProps {
  label: string;
  hint?: ComponentChildren;
  on: boolean;
  onChange: (on: boolean) => void;
}

/** Something that is on or off, and changes at once. */
export function Switch({ label, hint, on, onChange }: SwitchProps) {
  const id = useId();
  return (
    <div class="switch-row">
      <label for={id}>
        {label}
        {hint !== undefined && <span class="soft small">{hint}</span>}
      </label>
      <input
        type="checkbox"
        role="switch"
        class="switch"
        id={id}
        checked={on}
        aria-checked={on}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    </div>
  );
}
