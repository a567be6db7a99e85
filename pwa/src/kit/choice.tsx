import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

interface ChoiceProps {
  /** Radio buttons of one question share a name. */
  name: string;
  title: string;
  chosen: boolean;
  onChoose: () => void;
  aside?: ComponentChildren;
  children?: ComponentChildren;
}

/** One way to go on, and what follows from it. */
export function Choice({ name, title, chosen, onChoose, aside, children }: ChoiceProps) {
  const id = useId();
  return (
    <div class="choice card" data-chosen={chosen}>
      <div class="choice-head">
        <input
          type="radio"
          class="tick"
          id={id}
          name={name}
          checked={chosen}
          onChange={onChoose}
          aria-describedby={`${id}-more`}
        />
        <label for={id}>{title}</label>
        {aside !== undefined && <span class="choice-aside">{aside}</span>}
      </div>
      <div class="choice-more" id={`${id}-more`}>
        {children}
      </div>
    </div>
  );
}
