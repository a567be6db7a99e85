import { wordsOf } from "../kit/language";
import type { en } from "./words/en";

export const useAccountWords = wordsOf<typeof en>("accounts");
