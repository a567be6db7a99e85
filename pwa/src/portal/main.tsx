import "../kit/tokens.css";
import "../kit/base.css";
import "../kit/parts.css";
import "./portal.css";
import { render } from "preact";
import { type Speech, SpeechProvider } from "../kit/language";
import { startMoving, useCell } from "../kit/place";
import { cell } from "../shared/cell";
import { formatTag, type Language, preferredLanguage } from "../shared/language";
import { Portal } from "./portal";

/** Fetch the words of the staff page in one language. */
async function speechIn(language: Language, choose: Speech["choose"]): Promise<Speech> {
  const words = language === "en" ? await import("./catalogue-en") : await import("./catalogue-zh");
  document.documentElement.lang = language;
  return {
    language,
    tag: formatTag(language, navigator.languages, null),
    words: { ...words },
    choose,
  };
}

const speech = cell<Speech | null>(null);

async function speak(language: Language): Promise<void> {
  speech.set(await speechIn(language, (next) => void speak(next)));
}

function App() {
  const current = useCell(speech);
  if (current === null) return null;
  return (
    <SpeechProvider speech={current}>
      <Portal />
    </SpeechProvider>
  );
}

async function start(): Promise<void> {
  const page = document.getElementById("page");
  if (page === null) return;
  startMoving((path) => path === "/lender" || path.startsWith("/lender/"));
  await speak(preferredLanguage(navigator.languages));
  render(<App />, page);
}

void start();
