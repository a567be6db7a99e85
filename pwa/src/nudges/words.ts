import { wordsOf } from "../kit/language";
import type { en } from "./words/en";

export const useNudgeWords = wordsOf<typeof en>("nudges");
