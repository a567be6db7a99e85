import { useState } from "preact/hooks";
import { announce } from "../kit/announce";
import { BusyButton } from "../kit/busy-button";
import { Field } from "../kit/field";
import { useSpeech } from "../kit/language";
import { fieldMessage, useRefusalText } from "../kit/states";
import { type Answer, post } from "../shared/call";
import { momentText } from "../shared/day";
import type { Endpoint, Message } from "./api";
import { ListFoot } from "./list-foot";
import { Once } from "./once";
import { SectionPage, Table } from "./section";
import { usePages } from "./use-pages";
import { usePortalWords } from "./words";

/** Where we tell of events, and what became of each message. */
export function Webhooks() {
  const words = usePortalWords();
  const pages = usePages<Message>("/staff/webhook-messages?limit=50");
  return (
    <SectionPage title={words.webhooks}>
      <Endpoints />
      <section class="stack">
        <h2>{words.messages}</h2>
        {pages.items.length > 0 && <Messages messages={pages.items} reload={pages.reload} />}
        <ListFoot count={pages.items.length} {...pages} />
      </section>
    </SectionPage>
  );
}

function Messages(props: { messages: readonly Message[]; reload: () => Promise<void> }) {
  const words = usePortalWords();
  const { tag } = useSpeech();
  async function replay(id: string): Promise<void> {
    const answer = await post(`/staff/webhook-messages/${id}/replay`);
    if (answer.kind === "ready") announce(words.replayed);
    await props.reload();
  }
  const heads = [words.when, words.event, words.state, words.tries, words.answer, words.replay];
  return (
    <Table label={words.messages} heads={heads}>
      {props.messages.map((message) => {
        const last = message.attempts.at(-1);
        return (
          <tr key={`${message.id} ${message.endpoint_id}`}>
            <td class="number">{momentText(message.created_at, tag, new Date())}</td>
            <td>
              <code>{message.type}</code>
            </td>
            <td>{words.messageStates[message.state] ?? message.state}</td>
            <td class="number">{message.tries}</td>
            <td>
              {last === undefined
                ? ""
                : `${last.status ?? ""} ${words.outcomes[last.outcome] ?? last.outcome}`}
            </td>
            <td>
              <button type="button" class="text-button" onClick={() => void replay(message.id)}>
                {words.replay}
              </button>
            </td>
          </tr>
        );
      })}
    </Table>
  );
}

function Endpoints() {
  const words = usePortalWords();
  const refusalText = useRefusalText();
  const pages = usePages<Endpoint>("/staff/webhook-endpoints");
  const [url, setUrl] = useState("");
  const [answer, setAnswer] = useState<Answer<Endpoint> | null>(null);
  async function add(): Promise<void> {
    const made = await post<Endpoint>("/staff/webhook-endpoints", { url: url.trim() });
    setAnswer(made);
    if (made.kind === "ready") setUrl("");
    await pages.reload();
  }
  const wrong =
    answer === null || answer.kind === "ready"
      ? null
      : (fieldMessage(answer, "url") ?? refusalText(answer));
  const secret = answer?.kind === "ready" ? answer.data.secret : undefined;
  return (
    <section class="stack">
      <h2>{words.endpoints}</h2>
      <ul>
        {pages.items.map((endpoint) => (
          <li key={endpoint.id}>
            <code>{endpoint.url}</code>{" "}
            <span class="soft">{words.endpointStates[endpoint.state] ?? endpoint.state}</span>
          </li>
        ))}
      </ul>
      {secret !== undefined && <Once label={words.endpointSecret} value={secret} />}
      <form
        class="search"
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <Field label={words.endpointUrl} type="url" value={url} wrong={wrong} onValue={setUrl} />
        <BusyButton busy={url.trim() === ""} submit>
          {words.endpointAdd}
        </BusyButton>
      </form>
    </section>
  );
}
