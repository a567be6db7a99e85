import { render } from "@testing-library/preact";
import type { ComponentChild } from "preact";
import * as english from "../src/app/catalogue-en";
import * as chinese from "../src/app/catalogue-zh";
import { SpeechProvider } from "../src/kit/language";
import type { Language } from "../src/shared/language";

/** Show something as the app would, in one language. */
export function show(child: ComponentChild, language: Language = "en") {
  const words = language === "en" ? { ...english } : { ...chinese };
  const tag = language === "en" ? "en-GB" : "zh-CN";
  const wrapped = (inner: ComponentChild) => (
    <SpeechProvider speech={{ language, tag, words, choose: () => undefined }}>
      {inner}
    </SpeechProvider>
  );
  const shown = render(wrapped(child));
  return { ...shown, again: (next: ComponentChild) => shown.rerender(wrapped(next)) };
}
