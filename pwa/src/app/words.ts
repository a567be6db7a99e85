import { wordsOf } from "../kit/language";
import type { en } from "./words/en";

export const useAppWords = wordsOf<typeof en>("app");
