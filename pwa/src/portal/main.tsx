import "../kit/tokens.css";
import "../kit/base.css";
import "../kit/parts.css";
import "./portal.css";
import { render } from "preact";
import { useState } from "preact/hooks";
import { type Speech, SpeechProvider } from "../kit/language";
import { startMoving } from "../kit/place";
import { formatTag, type Language, preferredLanguage } from "../shared/language";
import { Portal } from "./portal";

/** Fetch the words of the staff page in one language. */
async function speechIn(language: Language): Promise<Speech> {
  const words = language === "en" ? await import("./catalogue-en") : await import("./catalogue-zh");
  document.documentElement.lang = language;
  return {
    language,
    tag: formatTag(language, navigator.languages, null),
    words: { ...words },
  };
}

function App({ first }: { first: Speech }) {
  const [speech, setSpeech] = useState(first);
  return (
    <SpeechProvider speech={speech}>
      <Portal onLanguage={(language) => void speechIn(language).then(setSpeech)} />
    </SpeechProvider>
  );
}

async function start(): Promise<void> {
  const page = document.getElementById("page");
  if (page === null) return;
  startMoving((path) => path === "/lender" || path.startsWith("/lender/"));
  render(<App first={await speechIn(preferredLanguage(navigator.languages))} />, page);
}

void start();
