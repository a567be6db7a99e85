import { useState } from "preact/hooks";
import { announce } from "../kit/announce";
import { BusyButton } from "../kit/busy-button";
import { Field } from "../kit/field";
import { useSpeech } from "../kit/language";
import { useRefusalText } from "../kit/states";
import { type Answer, call, post } from "../shared/call";
import { momentText } from "../shared/day";
import type { ApiKey } from "./api";
import { ListFoot } from "./list-foot";
import { Once } from "./once";
import { SectionPage, Table } from "./section";
import { usePages } from "./use-pages";
import { usePortalWords } from "./words";

const SCOPES = ["debts:write", "debts:read", "payments:read", "webhooks:write"] as const;

/** The keys of the lender's own systems: made here, shown once, ended here. */
export function Keys() {
  const words = usePortalWords();
  const pages = usePages<ApiKey>("/staff/api-keys");
  const live = pages.items.filter((key) => key.revoked_at === null);
  async function end(id: string): Promise<void> {
    const answer = await call("DELETE", `/staff/api-keys/${id}`);
    if (answer.kind === "ready") announce(words.keyEnded);
    await pages.reload();
  }
  return (
    <SectionPage title={words.keys}>
      <NewKey made={pages.reload} />
      {live.length > 0 && <KeyRows keys={live} end={end} />}
      <ListFoot count={live.length} {...pages} />
    </SectionPage>
  );
}

function KeyRows(props: { keys: readonly ApiKey[]; end: (id: string) => Promise<void> }) {
  const words = usePortalWords();
  const { tag } = useSpeech();
  const heads = [words.name, words.key, words.scopes, words.made, words.endHead];
  return (
    <Table label={words.keys} heads={heads}>
      {props.keys.map((key) => (
        <tr key={key.id}>
          <td>{key.name}</td>
          <td>
            <code>…{key.last_four}</code>
          </td>
          <td>{key.scopes.join(", ")}</td>
          <td class="number">{momentText(key.created_at, tag, new Date())}</td>
          <td>
            <button type="button" class="text-button" onClick={() => void props.end(key.id)}>
              {words.keyRevoke(key.name)}
            </button>
          </td>
        </tr>
      ))}
    </Table>
  );
}

function NewKey({ made }: { made: () => Promise<void> }) {
  const words = usePortalWords();
  const { name, setName, scopes, toggle, answer, make } = useNewKey(made);
  const refusalText = useRefusalText();
  const key = answer?.kind === "ready" ? answer.data.key : undefined;
  const wrong = answer === null || answer.kind === "ready" ? null : refusalText(answer);
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void make();
      }}
    >
      <div class="search">
        <Field label={words.keyName} value={name} onValue={setName} wrong={wrong} maxLength={80} />
        <BusyButton busy={name.trim() === "" || scopes.length === 0} submit>
          {words.keyMake}
        </BusyButton>
      </div>
      <fieldset class="scopes">
        <legend class="unseen">{words.scopes}</legend>
        {SCOPES.map((scope) => (
          <label key={scope}>
            <input
              type="checkbox"
              class="tick"
              checked={scopes.includes(scope)}
              onChange={() => toggle(scope)}
            />
            <code>{scope}</code>
          </label>
        ))}
      </fieldset>
      {key !== undefined && <Once label={words.keyOnce} value={key} />}
    </form>
  );
}

function useNewKey(made: () => Promise<void>) {
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<string[]>(["debts:write", "debts:read"]);
  const [answer, setAnswer] = useState<Answer<ApiKey> | null>(null);
  function toggle(scope: string): void {
    setScopes(
      scopes.includes(scope) ? scopes.filter((each) => each !== scope) : [...scopes, scope],
    );
  }
  async function make(): Promise<void> {
    if (name.trim() === "" || scopes.length === 0) return;
    const given = await post<ApiKey>("/staff/api-keys", { name: name.trim(), scopes });
    setAnswer(given);
    if (given.kind === "ready") setName("");
    await made();
  }
  return { name, setName, scopes, toggle, answer, make };
}
