import type { Import } from "./api";
import { Table } from "./section";
import { usePortalWords } from "./words";

const FIGURES = ["received", "created", "updated", "unchanged", "refused"] as const;

/** How many rows were taken in, and which were not and why. */
export function ImportResult({ done }: { done: Import }) {
  const words = usePortalWords();
  return (
    <section class="stack">
      <h2>{done.state === "done" ? words.importDone : words.importRefused}</h2>
      {done.reason !== null && <p>{words.reasons[done.reason] ?? done.reason}</p>}
      <dl class="figures">
        {FIGURES.map((name) => (
          <div key={name}>
            <dd>{done[name].toLocaleString()}</dd>
            <dt>{words[name]}</dt>
          </div>
        ))}
      </dl>
      {done.errors.some(({ fields }) => Object.keys(fields).length > 0) && (
        <RowErrors done={done} />
      )}
    </section>
  );
}

function RowErrors({ done }: { done: Import }) {
  const words = usePortalWords();
  return (
    <>
      <Table
        label={words.rowErrors}
        heads={[words.row, words.reference, words.field, words.whatIsWrong]}
      >
        {done.errors.flatMap(({ row, reference, fields }) =>
          Object.entries(fields).map(([field, messages]) => (
            <tr key={`${row} ${field}`}>
              <td class="number">{row}</td>
              <td>{reference}</td>
              <td>
                <code>{field}</code>
              </td>
              <td>{messages.join(" ")}</td>
            </tr>
          )),
        )}
      </Table>
      {(done.more_errors ?? 0) > 0 && <p>{words.moreErrors(done.more_errors ?? 0)}</p>}
    </>
  );
}
