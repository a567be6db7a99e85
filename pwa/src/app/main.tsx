import "../kit/tokens.css";
import "../kit/base.css";
import "../kit/parts.css";
import "../kit/screen.css";
import "./app.css";
import { render } from "preact";
import { findMe, leave, me } from "../accounts/person";
import { SpeechProvider } from "../kit/language";
import { go, startMoving, useCell } from "../kit/place";
import { refreshAll } from "../kit/use-answer";
import { tellWorker } from "../kit/worker";
import { onAnswer } from "../shared/call";
import { line, lineAfter } from "./line";
import { routeOf } from "./routes";
import { Shell } from "./shell";
import { followPerson, speech, startSpeaking } from "./speech";
import { startWorker } from "./update";

function App() {
  const current = useCell(speech);
  if (current === null) return null;
  return (
    <SpeechProvider speech={current}>
      <Shell />
    </SpeechProvider>
  );
}

/** Keep the notice bar true, and let go of a session that ended elsewhere. */
function listen(): void {
  onAnswer((answer) => {
    line.set(lineAfter(line.get(), answer));
    const ended = answer.kind === "refused" && answer.code === "sign_in_needed";
    if (ended && me.get()) void leave();
  });
  addEventListener("online", refreshAll);
  addEventListener("offline", () => line.set({ offline: true, asOf: line.get().asOf }));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") refreshAll();
  });
}

/** Follow what the service worker says: where a notification leads, and that it is there. */
function followWorker(): void {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("message", (event: MessageEvent) => {
    if (event.data?.kind === "go" && typeof event.data.path === "string") go(event.data.path);
  });
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    const person = me.get();
    // Asked again, the answers pass through the worker, which keeps them for a day without a line.
    if (person) void tellWorker({ kind: "person", id: person.id }).then(refreshAll);
  });
}

async function start(): Promise<void> {
  const page = document.getElementById("page");
  if (page === null) return;
  listen();
  followWorker();
  startMoving((path) => routeOf(path) !== null || path === "/");
  await Promise.all([startSpeaking(), findMe()]);
  await followPerson();
  me.watch(() => void followPerson());
  render(<App />, page);
  await startWorker();
}

void start();
