import { useEffect, useState } from "preact/hooks";
import { Announcer } from "../kit/announce";
import { useSpeech } from "../kit/language";
import { place, useCell } from "../kit/place";
import { Loading } from "../kit/states";
import { call, get } from "../shared/call";
import { LANGUAGES, type Language, NAMES } from "../shared/language";
import type { Staff } from "./api";
import { DebtsTable } from "./debts-table";
import { ImportPage } from "./import-page";
import { Keys } from "./keys";
import { StaffSignIn } from "./staff-sign-in";
import { Webhooks } from "./webhooks";
import { usePortalWords } from "./words";

const SECTIONS = ["import", "debts", "webhooks", "keys"] as const;
type Section = (typeof SECTIONS)[number];

/** The staff page: a sober tool, one table at a time. */
export function Portal() {
  const [staff, setStaff] = useState<Staff | null | undefined>(undefined);
  useEffect(() => {
    void get<Staff>("/staff/me").then((answer) =>
      setStaff(answer.kind === "ready" ? answer.data : null),
    );
  }, []);
  return (
    <>
      <Top staff={staff ?? null} onSignedOut={() => setStaff(null)} />
      {staff === undefined && (
        <main class="sheet-page">
          <Loading blocks={[3, 12]} />
        </main>
      )}
      {staff === null && <StaffSignIn onSignedIn={setStaff} />}
      {staff && <CurrentSection />}
      <Announcer />
    </>
  );
}

function sectionOf(path: string): Section {
  return SECTIONS.find((name) => path === `/lender/${name}`) ?? "import";
}

function CurrentSection() {
  const { path } = useCell(place);
  const pages: Record<Section, () => preact.JSX.Element> = {
    import: ImportPage,
    debts: DebtsTable,
    webhooks: Webhooks,
    keys: Keys,
  };
  const Current = pages[sectionOf(path)];
  return <Current />;
}

interface TopProps {
  staff: Staff | null;
  onSignedOut: () => void;
}

function Top({ staff, onSignedOut }: TopProps) {
  const words = usePortalWords();
  const { language, choose } = useSpeech();
  const { path } = useCell(place);
  return (
    <header class="top">
      <strong>{staff?.lender.name ?? words.product}</strong>
      {staff !== null && (
        <nav aria-label={words.sections}>
          {SECTIONS.map((name) => (
            <a
              key={name}
              href={`/lender/${name}`}
              aria-current={sectionOf(path) === name ? "page" : undefined}
            >
              {words[name]}
            </a>
          ))}
        </nav>
      )}
      <select
        class="box"
        aria-label={words.language}
        value={language}
        onChange={(event) => choose(event.currentTarget.value as Language)}
      >
        {LANGUAGES.map((each) => (
          <option key={each} value={each}>
            {NAMES[each]}
          </option>
        ))}
      </select>
      {staff !== null && (
        <button
          type="button"
          class="text-button"
          onClick={() => void call("DELETE", "/staff/sign-in/session").then(onSignedOut)}
        >
          {words.signOut}
        </button>
      )}
    </header>
  );
}
