import { useAnswer } from "../kit/use-answer";
import type { Today } from "../shared/api";
import type { Tab } from "./routes";
import { useAppWords } from "./words";

const ICONS: Record<Tab, string> = {
  today:
    "M2 14c2.2-2.4 4.4-2.4 6.7 0s4.4 2.4 6.6 0 4.5-2.4 6.700 0M2 19c2.200-2.400 4.400-2.400 6.700 0s4.400 2.400 6.600 0 4.5-2.4 6.700 0M12 9.500a3.200 3.200 0 1 0 0-6.400 3.200 3.200 0 0 0 0 6.400Z",
  debts: "M4 6h16M4 12h16M4 18h10",
  inbox: "M3 13h5l1.500 3h5L16 13h5M5.500 5h13L21 13v6H3v-6Z",
  me: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.500 20c1-4 4-5.500 7.500-5.500s6.500 1.500 7.500 5.500",
};

const TABS: readonly Tab[] = ["today", "debts", "inbox", "me"];

/** The four places of the app. */
export function Nav({ current }: { current: Tab }) {
  const words = useAppWords();
  const [today] = useAnswer<Today>("/today");
  const unread = today.kind === "ready" ? today.data.unread_nudges : 0;
  return (
    <nav class="nav" aria-label={words.navLabel}>
      <ul>
        {TABS.map((tab) => (
          <li key={tab}>
            <a href={`/${tab}`} aria-current={tab === current ? "page" : undefined}>
              <svg viewBox="0 0 24 24" aria-hidden="true">
                <path
                  d={ICONS[tab]}
                  fill="none"
                  stroke="currentColor"
                  stroke-width="1.8"
                  stroke-linecap="round"
                  stroke-linejoin="round"
                />
              </svg>
              <span>{words.nav[tab]}</span>
              {tab === "inbox" && unread > 0 && (
                <span class="count">
                  <span aria-hidden="true">{unread > 9 ? "9+" : unread}</span>
                  <span class="unseen">{words.unread(unread)}</span>
                </span>
              )}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
