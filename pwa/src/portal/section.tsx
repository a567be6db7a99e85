import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { place } from "../kit/place";

let arrivals = 0;

/** One page of the staff tool, its title focused when one moves to it. */
export function SectionPage({ title, children }: { title: string; children: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Tideover`;
  }, [title]);
  useEffect(() => {
    arrivals += 1;
    if (arrivals > 1 && place.get().path.startsWith("/lender/")) heading.current?.focus();
  }, []);
  return (
    <main class="sheet-page groups">
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </main>
  );
}

interface TableProps {
  label: string;
  heads: readonly string[];
  children: ComponentChildren;
}

/** A table that scrolls by itself when it is wider than the page. */
export function Table({ label, heads, children }: TableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: who has no mouse must be able to scroll it
    <section class="table" aria-label={label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}
