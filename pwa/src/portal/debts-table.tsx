import { useState } from "preact/hooks";
import { Amount } from "../kit/amount";
import { Field } from "../kit/field";
import { useSpeech } from "../kit/language";
import { momentText } from "../shared/day";
import type { LenderDebt } from "./api";
import { ListFoot } from "./list-foot";
import { SectionPage, Table } from "./section";
import { usePages } from "./use-pages";
import { usePortalWords } from "./words";

/** Every debt this lender pushed, found by reference. */
export function DebtsTable() {
  const words = usePortalWords();
  const [typed, setTyped] = useState("");
  const [sought, setSought] = useState("");
  const query = sought === "" ? "" : `&q=${encodeURIComponent(sought)}`;
  const pages = usePages<LenderDebt>(`/staff/debts?limit=50${query}`);
  return (
    <SectionPage title={words.debts}>
      {/* biome-ignore lint/a11y/useSemanticElements: the search element is younger than many browsers */}
      <form
        class="search"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          setSought(typed.trim());
        }}
      >
        <Field label={words.search} type="search" value={typed} onValue={setTyped} />
        <button type="submit" class="button">
          {words.searchStart}
        </button>
      </form>
      {pages.items.length > 0 && <Rows debts={pages.items} />}
      <ListFoot count={pages.items.length} {...pages} />
    </SectionPage>
  );
}

function Rows({ debts }: { debts: readonly LenderDebt[] }) {
  const words = usePortalWords();
  const { tag } = useSpeech();
  return (
    <Table
      label={words.debts}
      heads={[words.reference, words.outstanding, words.dueOn, words.state, words.asOf]}
    >
      {debts.map((debt) => (
        <tr key={debt.id}>
          <td>
            {debt.reference}
            {debt.title !== null && <span class="soft"> {debt.title}</span>}
          </td>
          <td class="number">
            <Amount minor={debt.outstanding_minor} currency={debt.currency} coded />
          </td>
          <td class="number">{debt.due_on}</td>
          <td>{words.debtStates[debt.state] ?? debt.state}</td>
          <td class="number">{momentText(debt.as_of, tag, new Date())}</td>
        </tr>
      ))}
    </Table>
  );
}
