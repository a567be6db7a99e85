export { zhHans as accounts } from "../accounts/words/zh-hans";
export { zhHans as debts } from "../debts/words/zh-hans";
export { zhHans as kit } from "../kit/words/zh-hans";
export { zhHans as nudges } from "../nudges/words/zh-hans";
export { zhHans as payments } from "../payments/words/zh-hans";
export { zhHans as today } from "../today/words/zh-hans";
export { zhHans as app } from "./words/zh-hans";
