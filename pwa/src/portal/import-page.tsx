import { useState } from "preact/hooks";
import { announce } from "../kit/announce";
import { BusyButton } from "../kit/busy-button";
import { useRefusalText } from "../kit/states";
import { type Answer, get } from "../shared/call";
import { pause } from "../shared/wait";
import type { Import } from "./api";
import { ImportResult } from "./import-result";
import { SectionPage } from "./section";
import { upload } from "./upload";
import { usePortalWords } from "./words";

const EXAMPLE = [
  "reference,currency,principal,interest,fee,paid,due_on,as_of,annual_rate,late_fee,grace_days,phone,name,question,answer",
  "HC-2026-0042,CNY,2300.00,140.00,40.00,0,2026-11-27,2026-11-20T16:00:00Z,0.1399,40.00,3,+8613800138000,Mei,birth_year,1990",
].join("\n");

type Progress = { kind: "sending"; percent: number } | { kind: "reading"; import: Import };

/** Bring in a file of debts; rows that are not right stand below, each with its reason. */
export function ImportPage() {
  const words = usePortalWords();
  const { file, setFile, progress, result, start } = useImport();
  const busy = progress !== null;
  return (
    <SectionPage title={words.importTitle}>
      <p class="measure">{words.importText}</p>
      <form
        class="import-form"
        onSubmit={(event) => {
          event.preventDefault();
          void start();
        }}
      >
        <label class="stack">
          <strong>{words.importFile}</strong>
          <input
            class="box"
            type="file"
            accept=".csv,.ndjson,.jsonl,text/csv"
            onChange={(event) => setFile(event.currentTarget.files?.[0] ?? null)}
          />
        </label>
        <BusyButton busy={busy || file === null} submit main>
          {words.importStart}
        </BusyButton>
      </form>
      {progress !== null && <ImportProgress progress={progress} />}
      {result !== null && <Outcome result={result} />}
      <details class="why">
        <summary>{words.importExample}</summary>
        <p class="soft measure">{words.importColumns}</p>
        <pre class="example">{EXAMPLE}</pre>
      </details>
    </SectionPage>
  );
}

function useImport() {
  const words = usePortalWords();
  const [file, setFile] = useState<File | null>(null);
  const [progress, setProgress] = useState<Progress | null>(null);
  const [result, setResult] = useState<Answer<Import> | null>(null);

  async function start(): Promise<void> {
    if (file === null || progress !== null) return;
    setResult(null);
    setProgress({ kind: "sending", percent: 0 });
    let answer = await upload<Import>("/staff/imports", file, (percent) =>
      setProgress({ kind: "sending", percent }),
    );
    while (answer.kind === "ready" && answer.data.state === "running") {
      setProgress({ kind: "reading", import: answer.data });
      await pause(700);
      answer = await get<Import>(`/staff/imports/${answer.data.id}`);
    }
    setProgress(null);
    setResult(answer);
    const done = answer.kind === "ready" && answer.data.state === "done";
    announce(done ? words.importDone : words.importRefused);
  }
  return { file, setFile, progress, result, start };
}

function ImportProgress({ progress }: { progress: Progress }) {
  const words = usePortalWords();
  const sending = progress.kind === "sending";
  const text = sending
    ? words.uploading(progress.percent)
    : `${words.reading} ${progress.import.received}`;
  return (
    <div class="stack" role="status">
      <progress max={100} value={sending ? progress.percent : undefined} aria-label={text} />
      <p>{text}</p>
    </div>
  );
}

function Outcome({ result }: { result: Answer<Import> }) {
  const words = usePortalWords();
  const refusalText = useRefusalText();
  if (result.kind === "ready") return <ImportResult done={result.data} />;
  return (
    <div class="quiet-card" role="alert">
      <h2>{words.importRefused}</h2>
      <p>{result.kind === "unreachable" ? words.lineGone : refusalText(result)}</p>
      {result.kind === "refused" &&
        Object.entries(result.fields).map(([field, messages]) => (
          <p key={field}>
            <code>{field}</code>: {messages.join(" ")}
          </p>
        ))}
    </div>
  );
}
