import { wordsOf } from "../kit/language";
import type { en } from "./words/en";

export const useDebtWords = wordsOf<typeof en>("debts");
