import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Mark } from "./mark";
import { place } from "./place";
import { useKitWords } from "./words";

interface ScreenProps {
  title: string;
  /** Stands above or below the title, quiet. */
  note?: ComponentChildren;
  back?: { to: string; label?: string };
  /** Show the mark: where a person arrives and may not know yet where they are. */
  marked?: boolean;
  children: ComponentChildren;
}

let firstVisit: number | null = null;

/** One screen: its title, focused on arrival so that a screen reader starts there. */
export function Screen({ title, note, back, marked = false, children }: ScreenProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const words = useKitWords();
  useEffect(() => {
    document.title = `${title} · Tideover`;
  }, [title]);
  useEffect(() => {
    const { visit } = place.get();
    firstVisit ??= visit;
    if (visit !== firstVisit) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <main class="screen" id="main" tabIndex={-1}>
      <header>
        {back !== undefined && (
          <a class="back" href={back.to}>
            <span>{back.label ?? words.back}</span>
          </a>
        )}
        {marked && <Mark />}
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {note !== undefined && <div class="soft">{note}</div>}
      </header>
      {children}
    </main>
  );
}

/** The one primary action of a screen, kept within the thumb's reach. */
export function Actions({ children }: { children: ComponentChildren }) {
  return <div class="actions">{children}</div>;
}
